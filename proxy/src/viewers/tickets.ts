import { randomBytes } from 'node:crypto'
import type { Channel } from '../playback/channel.ts'

/** A playback session as one client sees it: its token stands in the URLs that it was given. */
export interface Ticket {
  readonly token: string
  readonly infohash: string
  /** What an engine would call the session: another one at each start. */
  readonly sessionId: string
  readonly channel: Channel
  /** Somebody reads it; the answer says that he left. */
  read(end: () => void): () => void
  /** It was asked about. */
  touch(): void
}

export interface Tickets {
  /** Takes over the caller's hold on the channel. */
  issue(channel: Channel, infohash: string, release: () => void): Ticket
  find(infohash: string, token: string): Ticket | undefined
  /** Ends its readers and lets go of its channel. */
  stop(ticket: Ticket): void
}

interface HeldTicket extends Ticket {
  readonly readers: Set<() => void>
  readonly release: () => void
  timer: NodeJS.Timeout | null
}

/** `idleMs`: a ticket that nobody reads or asks about lets go of its channel after it. */
export function createTickets(idleMs: number): Tickets {
  const tickets = new Map<string, HeldTicket>()

  function stop(ticket: Ticket): void {
    const held = tickets.get(ticket.token)
    if (held === undefined) return
    tickets.delete(ticket.token)
    if (held.timer !== null) clearTimeout(held.timer)
    for (const end of held.readers) end()
    held.release()
  }

  function touch(ticket: HeldTicket): void {
    if (ticket.timer !== null) clearTimeout(ticket.timer)
    ticket.timer = ticket.readers.size > 0 ? null : setTimeout(() => stop(ticket), idleMs)
    ticket.timer?.unref()
  }

  return {
    stop,
    find: (infohash, token) => {
      const found = tickets.get(token)
      return found?.infohash === infohash ? found : undefined
    },
    issue: (channel, infohash, release) => {
      const ticket: HeldTicket = {
        token: randomBytes(16).toString('hex'),
        infohash,
        sessionId: randomBytes(20).toString('hex'),
        channel,
        readers: new Set(),
        release,
        timer: null,
        touch: () => touch(ticket),
        read: (end) => {
          ticket.readers.add(end)
          touch(ticket)
          return () => {
            ticket.readers.delete(end)
            if (tickets.has(ticket.token)) touch(ticket)
          }
        },
      }
      tickets.set(ticket.token, ticket)
      touch(ticket)
      void channel.ended.then(() => stop(ticket))
      return ticket
    },
  }
}
