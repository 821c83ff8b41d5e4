import type { Readable } from 'node:stream'
import type { DoctorReport } from '@acestream-orchestrator/contract/doctor'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { AlertService } from '../alerts/service.ts'
import type { Archivist } from '../engines/archive/archivist.ts'
import type { Commands } from '../engines/commands.ts'
import type { ContainerReader } from '../engines/ports.ts'
import type { Registry } from '../engines/registry.ts'
import type { Recommendation } from '../engines/selection.ts'
import type { ProbeStore } from '../health/ports.ts'
import type { ContentStore, FleetStore } from '../history/ports.ts'
import type { Incidents } from '../incidents/watch.ts'
import type { Journal } from '../journal/journal.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/log.ts'
import type { Audience } from '../playback/audience.ts'
import type { PlaybackLeases } from '../playback/leases.ts'
import type { ProxySessions } from '../playback/sessions.ts'
import type { Jobs } from '../provisioning/jobs.ts'
import type { PolicyPlan } from '../provisioning/planning/policy-preview.ts'
import type { RuntimeStatus } from '../provisioning/ports.ts'
import type { Provisioning } from '../provisioning/service.ts'
import type { Candidate } from '../settings/candidate.ts'
import type { Changes } from '../settings/saved.ts'
import type { Settings } from '../settings/settings.ts'
import type { StreamActions } from '../streams/actions/actions.ts'
import type { Beat } from '../streams/sampling/beat.ts'
import type { StreamHistory } from '../streams/sampling/stream-history.ts'
import type { Stream } from '../streams/stream.ts'
import type { Tracker } from '../streams/tracker.ts'
import type { VpnWatch } from '../vpn/watch.ts'

/** The half of an `Emitter` that the API uses. */
export interface Subscribable<T> {
  on(listener: (value: T) => void): () => void
}

/** The settings the API reads; `Config`'s `http` and `access` groups fit as they are. */
export interface ApiSettings {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Empty, or `/prefix` without a trailing slash. */
  readonly basePath: string
  /** Without a trailing slash; null: taken from each request. */
  readonly publicUrl: string | null
  readonly trustProxy: boolean | number | readonly string[]
  readonly authOff: boolean
  readonly protectReads: boolean
  readonly corsOrigins: readonly string[]
  /** Who may show the panel in a frame, as the policy's `frame-ancestors` names them. */
  readonly frameAncestors: readonly string[]
  /** The key in force: configured or generated (`key.ts`). */
  readonly apiKey: string
  /** MAX_STREAMS_PER_ENGINE. */
  readonly maxStreams: () => number
  /** The built panel's directory; null: this process serves none. */
  readonly panelDir: string | null
  /** The playback proxy beside us; `publicUrl` null: on our own host. Null: there is none. */
  readonly proxy: { readonly port: number; readonly publicUrl: string | null } | null
}

/** What a change of settings would bring about; no plan: it can't be saved. */
export interface SettingsPreviewed extends Pick<Candidate, 'faults' | 'changes'> {
  readonly plan: PolicyPlan | null
  readonly notes: readonly Reason[]
}

/** The settings as people see and change them. */
export interface SettingsEditor extends Pick<Settings, 'list' | 'revision' | 'fault' | 'change'> {
  preview(changes: Changes): SettingsPreviewed
}

export interface StoreHealth {
  status(): { readonly ok: boolean; readonly reason: Reason | null }
}

/** Our own log, on its way to whoever reads it. */
export interface LogHealth {
  status(): { readonly ok: boolean; readonly reason: Reason | null; readonly dropped: number }
}

/** What only `GET /metrics` asks for; a part that is not there is not shown. */
export interface MetricSources {
  /** Readings of statistics since the start, and those that brought nothing. */
  readonly sampling?: () => { readonly readings: number; readonly misses: number }
  /** Steps that the runtime could not carry out, since the start. */
  readonly runtimeErrors?: () => number
  /** How long each pass of the reconciler took, in ms. */
  readonly passes?: Subscribable<{ readonly durationMs: number }>
  readonly playback?: () => { readonly viewers: number; readonly bytesRelayed: number }
}

/** A copy of the data in one file, that is ready to be sent. */
export interface ReadyBackup {
  readonly name: string
  readonly bytes: number
  readonly content: Readable
}

/** Rejects with `conflict` while another one is made, and when `signal` aborts. */
export type CreateBackup = (
  request: { readonly passphrase: string | null; readonly encrypt: 'everything' | 'secrets' },
  signal: AbortSignal,
) => Promise<ReadyBackup>

/** Everything the API needs; `main.ts` wires it. */
export interface ApiDeps {
  readonly settings: ApiSettings
  readonly version: string
  readonly clock: Clock
  readonly logger: Logger
  readonly engines: Pick<Registry, 'changes' | 'list' | 'get' | 'find' | 'containers'>
  readonly archive: Pick<Archivist, 'find'>
  readonly commands: Commands
  readonly provisioning: Provisioning
  readonly editor: SettingsEditor
  /** Best first, without those excluded; empty when no engine takes a stream. */
  readonly recommend: (count: number, exclude: ReadonlySet<string>) => readonly Recommendation[]
  readonly jobs: Pick<Jobs, 'changes' | 'list'>
  readonly streams: Pick<
    Tracker,
    | 'changes'
    | 'started'
    | 'ended'
    | 'list'
    | 'get'
    | 'startedOn'
    | 'reportedOn'
    | 'loadOf'
    | 'counts'
    | 'counters'
  >
  readonly beats: Subscribable<Beat>
  readonly streamActions: Pick<StreamActions, 'stop' | 'stopAll' | 'rawStat'>
  readonly streamHistory: StreamHistory
  /** Ended streams that the store has, newest first; `before`: only those that started before it. */
  readonly endedStreams: (
    engineId: string | null,
    limit: number,
    before: Stream | null,
  ) => Promise<readonly Stream[]>
  /** Viewers of our own playback; null where others play the stream. */
  readonly viewers?: (streamId: string) => number | null
  /** Streams whose number of viewers has changed. */
  readonly recounted?: ProxySessions['recounted']
  /** What the playback proxies ask and report. */
  readonly playback: PlaybackLeases &
    Pick<ProxySessions, 'report' | 'fronts'> & {
      readonly audience: Pick<Audience, 'of' | 'close' | 'toClose'>
      /** Its viewers are to be moved. */
      readonly isLeaving: (engineId: string) => boolean
      readonly isGone: (engineId: string) => boolean
    }
  readonly vpn: Pick<VpnWatch, 'changes' | 'nodes' | 'view' | 'gauges' | 'restart' | 'release'>
  readonly journal: Pick<Journal, 'entries' | 'linked' | 'recent' | 'query'>
  readonly incidents: Pick<Incidents, 'changes' | 'open' | 'recent' | 'query' | 'counts'>
  readonly probes: Pick<ProbeStore, 'history' | 'uptime'>
  readonly fleet: Pick<FleetStore, 'series'>
  readonly contents: ContentStore
  readonly createBackup: CreateBackup
  readonly logs: ContainerReader
  readonly runtime: { status(): RuntimeStatus }
  readonly store: StoreHealth
  readonly log: LogHealth
  readonly metrics: MetricSources
  /** Examines what is around us; takes seconds, at most once every few. Never rejects. */
  readonly doctor: () => Promise<DoctorReport>
  readonly alerts: AlertService
}
