// GET /live: what changes is gathered, serialised once and sent to every reader.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { FastifyReply } from 'fastify'
import type { ApiContext } from '../context.ts'
import { createLiveBatch } from './live-batch.ts'
import { createLiveClients } from './live-clients.ts'
import { createLiveFeed } from './live-feed.ts'

/** A reader gets at most one write per so long; the first news after a quiet time go out at once. */
const WRITE_EVERY_MS = 100
/** What changes with time alone (a breaker's end, a VPN's age) is looked for this often. */
const STATUS_EVERY_MS = 1000
const COMMENT_EVERY_MS = 15_000
/** Putting the status together asks provisioning for a plan: not for every burst of news. */
const STATUS_SPACING_MS = 250

export interface Live {
  join(reply: FastifyReply): void
  counts(): { readonly clients: number; readonly dropped: number }
  /** Says why, ends every connection and stops listening to the domains. */
  close(reason: Reason): void
}

/**
 * One stream of news for all readers: gathered, serialised and turned into bytes once, whoever and however many they
 * are. Without readers nothing is made.
 */
export function createLive(context: ApiContext): Live {
  const batch = createLiveBatch()
  const clients = createLiveClients()
  const feed = createLiveFeed(context, batch, onNews)
  const timers: NodeJS.Timeout[] = []
  let sentAtMs = Number.NEGATIVE_INFINITY
  let statusAtMs = Number.NEGATIVE_INFINITY
  let due: NodeJS.Timeout | undefined

  function onNews(): void {
    if (clients.joined === 0) batch.clear()
    else sendSoon()
  }

  function sendSoon(): void {
    due ??= setTimeout(send, Math.max(0, sentAtMs + WRITE_EVERY_MS - performance.now()))
  }

  function send(): void {
    due = undefined
    const now = performance.now()
    if (clients.joined > 0 && now - statusAtMs >= STATUS_SPACING_MS) {
      statusAtMs = now
      feed.putStatus()
    }
    const news = batch.take()
    if (news) clients.send(news)
    if (clients.waiting > 0) clients.welcome(feed.welcome())
    else if (!news) return
    sentAtMs = now
  }

  function beat(everyMs: number, work: () => void): void {
    const timer = setInterval(() => {
      if (clients.joined === 0) return
      work()
      sendSoon()
    }, everyMs)
    timers.push(timer.unref())
  }

  beat(STATUS_EVERY_MS, () => {})
  beat(COMMENT_EVERY_MS, batch.putComment)

  return {
    join: (reply) => {
      clients.join(reply)
      sendSoon()
    },
    counts: () => ({ clients: clients.joined, dropped: clients.dropped }),
    close: (reason) => {
      for (const timer of timers) clearInterval(timer)
      clearTimeout(due)
      feed.stop()
      clients.close(reason)
    },
  }
}
