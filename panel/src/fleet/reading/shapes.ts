// Evaluated when the panel is built (`vite.config.ts`): the browser gets these tables and no schema library.
import { EngineState } from '@acestream-orchestrator/contract/engine'
import { Job, JournalEntry } from '@acestream-orchestrator/contract/event'
import { Incident } from '@acestream-orchestrator/contract/incident'
import { HistorySeries, OrchestratorStatus } from '@acestream-orchestrator/contract/status'
import { StreamState, StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import { VpnNodeStatus } from '@acestream-orchestrator/contract/vpn'
import type { Engine } from '../model.ts'
import { keyed, objectShape, withFields } from './shape-of.ts'

export const engineShape = withFields<Engine>(keyed<EngineState>(EngineState, 'container_id'), {
  max_streams: 'number?',
  state: ['starting', 'ready', 'draining', 'removing', 'failed', 'listed'] satisfies Engine['state'][],
})
export const streamShape = keyed<StreamState>(StreamState, 'id')
export const sampleShape = keyed<StreamStatSnapshot>(StreamStatSnapshot, 'ts')
export const entryShape = keyed<JournalEntry>(JournalEntry, 'id')
export const jobShape = keyed<Job>(Job, 'id')
export const incidentShape = keyed<Incident>(Incident, 'id')
export const nodeShape = objectShape<VpnNodeStatus>(VpnNodeStatus)
export const statusShape = objectShape<OrchestratorStatus>(OrchestratorStatus)
export const historyShape = objectShape<HistorySeries>(HistorySeries)
