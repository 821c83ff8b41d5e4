import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { LiveDropped } from '@acestream-orchestrator/contract/live'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { FastifyReply } from 'fastify'
import { sentenceOf } from '../../wording/sentence.ts'
import { SSE_HEADERS, sseEvent } from './sse.ts'

/**
 * A reader may be this far behind, or owe us a sign for so long. What waits for it are buffers that all readers
 * share, so that many slow ones cost hardly more memory than one.
 */
const MOST_BEHIND_BYTES = 8 * 1024 * 1024
const LONGEST_BEHIND_MS = 30_000
/** A dropped reader that does not even take its reason is cut off after this. */
const FAREWELL_MS = 5000

interface Client {
  readonly response: ServerResponse
  /** Monotonic ms since when something waits for it; null: it has taken everything. */
  behindSinceMs: number | null
}

/** The connections of `GET /live`: everybody gets the same buffers, nobody waits for anybody. */
export interface LiveClients {
  /** Takes the connection over; nothing is sent until `welcome`. */
  join(reply: FastifyReply): void
  /** Whether somebody waits for a welcome, or for news. */
  readonly waiting: number
  readonly joined: number
  /** Slow readers cut off since the start. */
  readonly dropped: number
  /** Sends to those who have been welcomed. */
  send(frames: Buffer): void
  /** Gives those who joined since the last welcome their first words; from now on they get what is sent. */
  welcome(frames: Buffer): void
  /** Tells everybody why, and ends all connections. */
  close(reason: Reason): void
}

export function createLiveClients(): LiveClients {
  const joining = new Map<ServerResponse, FastifyReply>()
  const clients = new Set<Client>()
  let dropped = 0

  function write(client: Client, frames: Buffer): void {
    if (isTooSlow(client, performance.now())) {
      dropped++
      dismiss(client, { code: 'live_reader_too_slow' })
    } else if (!client.response.write(frames)) client.behindSinceMs ??= performance.now()
  }

  function dismiss(client: Client, reason: Reason): void {
    clients.delete(client)
    endWith(client.response, reason)
  }

  return {
    join: (reply) => {
      reply.hijack()
      joining.set(reply.raw, reply)
      reply.raw.once('close', () => joining.delete(reply.raw))
    },
    get waiting() {
      return joining.size
    },
    get joined() {
      return clients.size
    },
    get dropped() {
      return dropped
    },
    send: (frames) => {
      for (const client of clients) write(client, frames)
    },
    welcome: (frames) => {
      for (const [response, reply] of joining) {
        response.writeHead(200, { ...corsOf(reply), ...SSE_HEADERS })
        const client = clientOf(response, () => clients.delete(client))
        clients.add(client)
        write(client, frames)
      }
      joining.clear()
    },
    close: (reason) => {
      for (const response of joining.keys()) response.destroy()
      joining.clear()
      for (const client of clients) dismiss(client, reason)
    },
  }
}

function isTooSlow({ response, behindSinceMs }: Client, nowMs: number): boolean {
  const isStuck = behindSinceMs !== null && nowMs - behindSinceMs > LONGEST_BEHIND_MS
  return isStuck || response.writableLength > MOST_BEHIND_BYTES
}

function clientOf(response: ServerResponse, onGone: () => void): Client {
  const client: Client = { response, behindSinceMs: null }
  response.on('drain', () => {
    client.behindSinceMs = null
  })
  response.once('close', onGone)
  response.on('error', onGone) // its connection broke: nothing that we could do, or should die of
  return client
}

/** What hooks have put on the reply that we took over: without it other origins could not read the stream. */
function corsOf(reply: FastifyReply): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(reply.getHeaders()))
}

function endWith(response: ServerResponse, reason: Reason): void {
  const last: LiveDropped = { reason: sentenceOf(reason), reason_data: reason }
  response.end(sseEvent('dropped', JSON.stringify(last)))
  setTimeout(() => response.destroy(), FAREWELL_MS).unref()
}
