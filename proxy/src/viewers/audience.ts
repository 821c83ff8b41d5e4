import { randomBytes } from 'node:crypto'
import type { Channel } from '../playback/channel.ts'

/** What one who watches says of itself. */
export interface Introduction {
  /** Its network address. */
  readonly address: string
  /** Its User-Agent. */
  readonly agent: string
  /** `?user=` of the request. */
  readonly label: string | null
}

/** One connection that watches a channel. */
export interface Watcher extends Introduction {
  readonly id: string
  readonly channel: Channel
  /** Unix ms. */
  readonly sinceMs: number
  sentBytes(): number
  /** How far what it has been sent is behind the newest data, in ms; null: nobody can say. */
  behindMs(): number | null
}

/** Everybody who watches now. */
export interface Audience {
  /** `close`: ends the connection. The answer is to be called once it has ended. */
  join(
    who: Introduction,
    channel: Channel,
    sentBytes: () => number,
    close: () => void,
    behindMs?: Watcher['behindMs'],
  ): () => void
  list(): readonly Watcher[]
  count(channel?: Channel): number
  /** False: nobody of that id is here. */
  close(id: string): boolean
  /** By all, those who have left included. */
  sentBytes(): number
}

export function createAudience(now: () => number): Audience {
  const here = new Map<string, Watcher & { readonly close: () => void }>()
  const perChannel = new Map<Channel, number>()
  let sentToOthers = 0

  function count(channel: Channel, change: 1 | -1): void {
    const next = (perChannel.get(channel) ?? 0) + change
    if (next === 0) perChannel.delete(channel)
    else perChannel.set(channel, next)
  }

  return {
    join: (who, channel, sentBytes, close, behindMs = () => null) => {
      const id = randomBytes(8).toString('hex')
      here.set(id, { ...who, id, channel, sinceMs: now(), sentBytes, behindMs, close })
      count(channel, 1)
      return () => {
        if (!here.delete(id)) return
        count(channel, -1)
        sentToOthers += sentBytes()
      }
    },
    list: () => [...here.values()],
    count: (channel) => (channel === undefined ? here.size : (perChannel.get(channel) ?? 0)),
    close: (id) => {
      here.get(id)?.close()
      return here.has(id)
    },
    sentBytes: () => [...here.values()].reduce((sum, watcher) => sum + watcher.sentBytes(), sentToOthers),
  }
}

const LONGEST_TEXT = 200

/** Fit to be shown: no control characters, not too long. */
export const readable = (text: string) => text.replace(/\p{C}/gu, ' ').trim().slice(0, LONGEST_TEXT)
