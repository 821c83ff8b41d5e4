// Evaluated when the panel is built, as all modules of this name.
import { EngineHealthHistory, ProbeRecord } from '@acestream-orchestrator/contract/engine'
import { GcAnswer, ProvisionAnswer, ScalePreview } from '@acestream-orchestrator/contract/provisioning'
import { keyed, objectShape } from '../../fleet/reading/shape-of.ts'

keyed<ProbeRecord>(ProbeRecord, 'ts')

export const healthHistoryShape = objectShape<EngineHealthHistory>(EngineHealthHistory)
export const previewShape = objectShape<ScalePreview>(ScalePreview)
export const provisionedShape = objectShape<ProvisionAnswer>(ProvisionAnswer)
export const cleanedShape = objectShape<GcAnswer>(GcAnswer)
