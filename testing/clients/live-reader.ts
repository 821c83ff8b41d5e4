/** Reads `GET /live` over a real socket, as the panel does. */
import { get, type IncomingMessage } from 'node:http'
import { createConnection, type Socket } from 'node:net'
import type { LiveDropped, LiveEvents } from '@acestream-orchestrator/contract/live'

export type Told = LiveEvents & { readonly dropped: LiveDropped }

export interface LiveMessage {
  readonly event: string
  readonly data: unknown
  /** Monotonic ms of arrival. */
  readonly atMs: number
}

export interface LiveReader {
  readonly headers: IncomingMessage['headers']
  readonly status: number
  readonly messages: LiveMessage[]
  /** Monotonic ms of each piece that came in. */
  readonly pieces: number[]
  readonly comments: number
  /** Resolves with the first message of that name that was not taken yet. */
  next<Name extends keyof Told>(event: Name, holds?: (data: Told[Name]) => boolean): Promise<Told[Name]>
  /** All data so far under that name. */
  all<Name extends keyof Told>(event: Name): Told[Name][]
  readonly ended: Promise<void>
  close(): void
}

export async function openLive(address: string, headers: Record<string, string> = {}): Promise<LiveReader> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${address}/live`, { headers, agent: false }, resolve).on('error', reject)
  })
  const messages: LiveMessage[] = []
  const pieces: number[] = []
  const waiting = new Set<() => void>()
  const taken = new Set<LiveMessage>()
  let text = ''
  let comments = 0
  response.setEncoding('utf8')
  response.on('data', (piece: string) => {
    pieces.push(performance.now())
    text += piece
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const message = toMessage(block)
      if (message) messages.push(message)
      else comments++
    }
    for (const wake of waiting) wake()
  })
  const ended = new Promise<void>((resolve) => {
    response.once('close', resolve)
  })

  function take<Name extends keyof Told>(
    event: Name,
    holds: (data: Told[Name]) => boolean,
  ): LiveMessage | undefined {
    const found = messages.find(
      (each) => !taken.has(each) && each.event === event && holds(each.data as Told[Name]),
    )
    if (found) taken.add(found)
    return found
  }

  return {
    headers: response.headers,
    status: response.statusCode ?? 0,
    messages,
    pieces,
    get comments() {
      return comments
    },
    next: (event, holds = () => true) =>
      new Promise((resolve) => {
        const look = () => {
          const found = take(event, holds)
          if (!found) return
          waiting.delete(look)
          resolve(found.data as Told[typeof event])
        }
        waiting.add(look)
        look()
      }),
    all: (event) =>
      messages.filter((each) => each.event === event).map(({ data }) => data as Told[typeof event]),
    ended,
    close: () => response.destroy(),
  }
}

function toMessage(block: string): LiveMessage | undefined {
  const event = /^event: (.*)$/m.exec(block)?.[1]
  const data = /^data: (.*)$/m.exec(block)?.[1]
  return event && data ? { event, data: JSON.parse(data), atMs: performance.now() } : undefined
}

/** Asks for `/live` and never reads a byte of it. */
export function neverRead(address: string): Socket {
  const { hostname, port } = new URL(address)
  const socket = createConnection({ host: hostname, port: Number(port) })
  socket.pause()
  socket.write(`GET /live HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`)
  return socket
}
