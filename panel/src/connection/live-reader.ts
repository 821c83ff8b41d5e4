import { isLiveEvent, type LiveMessage } from '../fleet/patch.ts'
import { asRaw, textOrNull } from '../fleet/reading/read.ts'
import { takeEarlyLive } from './early-live.ts'
import { RequestFault } from './http/fault.ts'
import { send } from './http/send.ts'
import { anySignal } from './http/signals.ts'
import { Dropped, type Farewell, HeldBack, NoLive } from './live-end.ts'
import { readEvents, type ServerSentEvent } from './sse.ts'

/** The server writes a comment every 15 s; after this long without a byte the connection is dead. */
const SILENCE_MS = 35_000
/** A snapshot comes immediately. Where nothing more of it arrives in this time, something in between holds the stream back. */
const FIRST_WORD_MS = 6_000

export interface LiveHandlers {
  readonly onMessages: (messages: readonly LiveMessage[]) => void
  /** Bytes came, be it only a comment: the data on the screen is current. */
  readonly onSign: () => void
}

async function openStream(server: string, key: string | null, signal: AbortSignal) {
  try {
    const begun = takeEarlyLive(server, key, signal)
    const response = await send({ server, path: '/live', key, signal, begun })
    const type = response.headers.get('content-type') ?? ''
    if (response.body === null || !type.includes('text/event-stream')) throw new NoLive()
    return response.body
  } catch (error) {
    if (error instanceof RequestFault && [404, 405].includes(error.fault.status ?? 0)) throw new NoLive()
    throw error
  }
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}

const toMessages = (events: readonly ServerSentEvent[]): LiveMessage[] =>
  events.flatMap(({ event, data }) => {
    const value = isLiveEvent(event) ? parsed(data) : undefined
    return isLiveEvent(event) && value !== undefined ? [{ name: event, data: value }] : []
  })

/** The last word of a server that ends the stream: the event `dropped`. */
function farewellIn(events: readonly ServerSentEvent[]): Farewell | null {
  const last = events.findLast(({ event }) => event === 'dropped')
  if (last === undefined) return null
  const raw = asRaw(parsed(last.data))
  return { reason: textOrNull(raw['reason']), reason_data: raw['reason_data'] }
}

/** Reads `/live` until it ends. Never returns normally: it throws what ended it. */
export async function readLive(
  server: string,
  key: string | null,
  signal: AbortSignal,
  handlers: LiveHandlers,
): Promise<never> {
  const watch = new AbortController()
  const either = anySignal([signal, watch.signal])
  /** A snapshot in pieces is none yet: a proxy hands on what fills its buffer and keeps the rest. */
  let heard = false
  let farewell: Farewell = { reason: null, reason_data: null }
  let timer = setTimeout(() => watch.abort(), FIRST_WORD_MS)
  try {
    await readEvents(await openStream(server, key, either), (events) => {
      const messages = toMessages(events)
      heard ||= messages.some(({ name }) => name === 'snapshot')
      clearTimeout(timer)
      timer = setTimeout(() => watch.abort(), heard ? SILENCE_MS : FIRST_WORD_MS)
      farewell = farewellIn(events) ?? farewell
      if (messages.length > 0) handlers.onMessages(messages)
      if (heard) handlers.onSign()
    })
    throw new Dropped(farewell)
  } catch (error) {
    if (signal.aborted) throw error
    if (watch.signal.aborted && !heard) throw new HeldBack()
    const broken = heard && !(error instanceof RequestFault) && !(error instanceof Dropped)
    throw broken ? new Dropped(farewell, watch.signal.aborted) : error
  } finally {
    clearTimeout(timer)
  }
}
