// Evaluated when the panel is built, as all modules of this name.
import { EngineArchive } from '@acestream-orchestrator/contract/archive'
import { EngineHealthHistory, ProbeRecord } from '@acestream-orchestrator/contract/engine'
import { GcAnswer, RemovalPreview, ScalePreview } from '@acestream-orchestrator/contract/provisioning'
import { StreamState } from '@acestream-orchestrator/contract/stream'
import { keyed, objectShape } from '../../fleet/reading/shape-of.ts'

keyed<ProbeRecord>(ProbeRecord, 'ts')
keyed<StreamState>(StreamState, 'id')

export const healthHistoryShape = objectShape<EngineHealthHistory>(EngineHealthHistory)
export const previewShape = objectShape<ScalePreview>(ScalePreview)
export const removalShape = objectShape<RemovalPreview>(RemovalPreview)
export const cleanedShape = objectShape<GcAnswer>(GcAnswer)
export const archiveShape = keyed<EngineArchive>(EngineArchive, 'container_id')
