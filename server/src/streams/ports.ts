import type { DiagnosisCode } from '@acestream-orchestrator/contract/reasons/diagnosis'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Sample } from '../history/sample.ts'
import type { Address } from '../lib/address.ts'
import type { EngineSigns } from './judging/diagnosis.ts'
import type { Stream } from './stream.ts'

/** What the tracker must know of engines to place a stream on one; implemented by the registry. */
export interface EngineDirectory {
  /** By whole id, or a unique prefix of 12 or more. */
  find(id: string): EngineRef | undefined
  /** By any address we know of it, else by a port that only one of our engines has. */
  findByAddress(host: string, port: number): EngineRef | undefined
}

export interface EngineRef {
  readonly id: string
  readonly name: string | null
  /** Null while no address of it has answered yet. */
  readonly dial: Address | null
  /** It is running and answers its probes (or has not yet missed one). */
  readonly answering: boolean
  /** Media leaves it for somebody. False also where that can't be seen, as in a shared network namespace. */
  readonly delivering: boolean
  /** Missing where nobody asks for it. */
  readonly signs?: EngineSigns
}

/** A reading of `stat_url`: a value, never an exception (but for an abort). */
export type StatReading =
  | { readonly kind: 'ok'; readonly stat: EngineStat; readonly raw: unknown }
  /** The engine says it does not know this playback session. */
  | { readonly kind: 'session_unknown' }
  /** `quotes`: the reason holds words of what answered. */
  | { readonly kind: 'miss'; readonly reason: Reason; readonly quotes?: true }

/** `stat_url` as the engine gives it, typed; absent fields are null (docs/reference/acestream-engine.md 3.1). */
export interface EngineStat {
  readonly status: string | null
  readonly peers: number | null
  /** KiB per second. */
  readonly speedDown: number | null
  /** KiB per second. */
  readonly speedUp: number | null
  /** Bytes since the session began. */
  readonly downloaded: number | null
  readonly uploaded: number | null
  /** Percent, while prebuffering or checking. */
  readonly progress: number | null
  /** Percent of a VOD file. */
  readonly totalProgress: number | null
  /** Unix seconds of the newest piece in the swarm. */
  readonly liveLast: number | null
  /** Seconds from what it hands out to that piece. */
  readonly behindLiveS: number | null
  readonly playbackSessionId: string | null
  readonly isLive: boolean | null
}

export type StopAnswer =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'session_unknown' }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly quotes?: true }

export interface SessionClient {
  /** `path` is `/ace/stat/<hex>/<hex>`; asks with `skip_player_activity=1`. Bodies over 1 MiB are a miss. */
  stat(address: Address, path: string, timeoutMs: number, signal: AbortSignal): Promise<StatReading>
  /** `GET command_url?method=stop`. */
  stop(address: Address, path: string, timeoutMs: number, signal: AbortSignal): Promise<StopAnswer>
  /** A name for a content id or infohash (`get_media_files`), or null. */
  title(
    address: Address,
    key: { readonly type: 'content_id' | 'infohash'; readonly value: string },
    signal: AbortSignal,
  ): Promise<string | null>
}

/** `stored:false`: taken into memory and a bounded queue, not yet durable. */
export interface Stored {
  readonly stored: boolean
}

export interface StreamQuery {
  readonly status?: 'started' | 'ended'
  readonly engineId?: string
  /** Only those ended at or after; started ones always. */
  readonly endedSinceMs?: number
  /** Only those that started before this one, or with it and are older. */
  readonly before?: Pick<Stream, 'id' | 'startedAtMs'>
  readonly limit: number
}

export interface StreamStore {
  /** Every started stream and those ended since then: what the tracker holds in memory. */
  load(endedSinceMs: number): Promise<readonly Stream[]>
  /** Resolves once the row is committed, or `stored:false` while the store is down. */
  put(stream: Stream): Promise<Stored>
  /** By our own id, else the newest that was reported under it. */
  get(id: string): Promise<Stream | undefined>
  /** Newest first. */
  query(query: StreamQuery): Promise<readonly Stream[]>
}

/** Samples: raw 24 h, 1 min 14 days, 1 h a year. */
export interface SampleStore {
  /** Best effort, buffered. */
  append(streamId: string, sample: Sample): void
  /** Oldest first, raw or rolled up as the age demands, at most `limit` points (equal steps, gaps kept). */
  history(streamId: string, sinceMs: number, untilMs: number, limit: number): Promise<readonly Sample[]>
}

/** The newest samples of each started stream, in memory. */
export interface RecentSamples {
  append(streamId: string, sample: Sample): void
  /** All that is held of it, oldest first. */
  read(streamId: string): readonly Sample[]
  drop(streamId: string): void
}

/** Why a stream stuttered at a moment. */
export interface Sign {
  readonly atMs: number
  readonly diagnosis: DiagnosisCode
  readonly behindLiveS: number | null
}

/** Kept 14 days. */
export interface SignStore {
  /** Best effort, buffered. */
  append(streamId: string, sign: Sign): void
  /** Oldest first. */
  history(streamId: string, sinceMs: number, untilMs: number): Promise<readonly Sign[]>
}
