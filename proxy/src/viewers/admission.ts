import { createHash, timingSafeEqual } from 'node:crypto'
import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import type { Channel } from '../playback/channel.ts'
import type { Audience } from './audience.ts'

export interface AdmissionRules {
  /** Null: everybody may play. */
  readonly playbackKey: string | null
  readonly mostViewers: number
  readonly mostViewersPerStream: number
}

/** Who may play: each answers why not, or null. */
export interface Admission {
  whyNoKey(query: URLSearchParams): PlaybackReason | null
  /** No place at all. */
  whyFull(): PlaybackReason | null
  /** No place on this channel. */
  whyFullOn(channel: Channel): PlaybackReason | null
}

export function createAdmission(rules: AdmissionRules, audience: Pick<Audience, 'count'>): Admission {
  const expected = rules.playbackKey === null ? null : digest(rules.playbackKey)
  return {
    whyNoKey: (query) => {
      if (expected === null) return null
      const given = query.get('key')
      if (given === null) return { code: 'playback_key_missing' }
      return timingSafeEqual(digest(given), expected) ? null : { code: 'playback_key_wrong' }
    },
    whyFull: () => {
      const { mostViewers: most } = rules
      return audience.count() < most ? null : { code: 'viewers_maximum_reached', most }
    },
    whyFullOn: (channel) => {
      const { mostViewersPerStream: most } = rules
      return audience.count(channel) < most ? null : { code: 'stream_viewers_maximum_reached', most }
    },
  }
}

/** Equally long, so that the comparison takes the same time for each key. */
const digest = (text: string) => createHash('sha256').update(text).digest()
