import { RequestFault } from './fault.ts'
import { send } from './http.ts'
import { isLiveEvent, type LiveMessage } from './patch.ts'
import { createSseParser } from './sse.ts'

/** The server writes a comment every 15 s; after this long without a byte the connection is dead. */
const SILENCE_MS = 35_000
/** A snapshot comes at once. Where none arrives in this time, something in between holds the stream back. */
const FIRST_WORD_MS = 6_000

/** The stream opened but nothing came through. */
export class HeldBack extends Error {}
/** The server has no `/live`. */
export class NoLive extends Error {}
/** The stream was open and ended. */
export class Dropped extends Error {}

export interface LiveHandlers {
  readonly onMessages: (messages: readonly LiveMessage[]) => void
  /** Bytes came, be it only a comment: the data on the screen is current. */
  readonly onSign: () => void
}

async function openStream(server: string, key: string | null, signal: AbortSignal) {
  try {
    const response = await send({ server, path: '/live', key, signal })
    const type = response.headers.get('content-type') ?? ''
    if (response.body === null || !type.includes('text/event-stream')) throw new NoLive()
    return response.body.pipeThrough(new TextDecoderStream()).getReader()
  } catch (error) {
    if (error instanceof RequestFault && [404, 405].includes(error.fault.status ?? 0)) throw new NoLive()
    throw error
  }
}

const toMessages = (chunk: ReturnType<ReturnType<typeof createSseParser>>): LiveMessage[] =>
  chunk.flatMap(({ event, data }) => {
    if (!isLiveEvent(event)) return []
    try {
      return [{ name: event, data: JSON.parse(data) as unknown }]
    } catch {
      return []
    }
  })

/** Reads `/live` until it ends. Never returns normally: it throws what ended it. */
export async function readLive(
  server: string,
  key: string | null,
  signal: AbortSignal,
  handlers: LiveHandlers,
): Promise<never> {
  const watch = new AbortController()
  const either = AbortSignal.any([signal, watch.signal])
  let heard = false
  let timer = setTimeout(() => watch.abort(), FIRST_WORD_MS)
  try {
    const reader = await openStream(server, key, either)
    const parse = createSseParser()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) throw new Dropped()
      heard = true
      clearTimeout(timer)
      timer = setTimeout(() => watch.abort(), SILENCE_MS)
      const messages = toMessages(parse(value))
      if (messages.length > 0) handlers.onMessages(messages)
      handlers.onSign()
    }
  } catch (error) {
    if (signal.aborted) throw error
    if (watch.signal.aborted) throw heard ? new Dropped() : new HeldBack()
    if (heard && !(error instanceof RequestFault)) throw new Dropped()
    throw error
  } finally {
    clearTimeout(timer)
  }
}
