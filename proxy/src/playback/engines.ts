import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import type { Content } from '../engine/content.ts'
import type { Address } from '../lib/http.ts'

/** A place on an engine that is ours for a moment, to open a session there. */
export interface Lease {
  readonly engineId: string
  readonly address: Address
}

/** Who gives out places on engines. */
export interface Engines {
  /** Waits for an engine that is being started; rejects only with the reason of `signal`. */
  lease(content: Content, exclude: ReadonlySet<string>, signal: AbortSignal): Promise<Lease | PlaybackReason>
  /** It no longer exists. An engine that we may not hear of is not gone. */
  isGone(engineId: string): boolean
}
