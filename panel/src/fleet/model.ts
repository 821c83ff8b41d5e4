import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { Job, JournalEntry } from '@acestream-orchestrator/contract/event'
import type { Incident } from '@acestream-orchestrator/contract/incident'
import type { OrchestratorStatus } from '@acestream-orchestrator/contract/status'
import type { StreamState, StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import type { VpnStatus } from '@acestream-orchestrator/contract/vpn'

/** An engine as every component sees it, whichever server it came from. */
export type Engine = Omit<EngineState, 'max_streams' | 'state'> & {
  /** `null`: the server does not say how many streams an engine takes. */
  max_streams: number | null
  /** `listed`: an older server names the engine but not its state. */
  state: EngineState['state'] | 'listed'
}

export type Stream = StreamState & {
  /** An older server lists streams without their figures; they are then read from its statistics. */
  figures: boolean
}

export type Vpn = VpnStatus
export type Status = OrchestratorStatus
export type Entry = JournalEntry
export type { Incident, Job }

/** The newest readings of one stream, oldest first, as they came in while the page was open. */
export type Trail = readonly StreamStatSnapshot[]

/** What the panel knows about the fleet at one moment. `null`: not received yet, or not offered by this server. */
export interface World {
  readonly engines: readonly Engine[] | null
  readonly streams: readonly Stream[] | null
  readonly vpn: Vpn | null
  readonly status: Status | null
  readonly journal: readonly Entry[] | null
  readonly jobs: readonly Job[] | null
  readonly incidents: readonly Incident[] | null
  readonly trails: Readonly<Record<string, Trail>>
}

export const EMPTY_WORLD: World = {
  engines: null,
  streams: null,
  vpn: null,
  status: null,
  journal: null,
  jobs: null,
  incidents: null,
  trails: {},
}
