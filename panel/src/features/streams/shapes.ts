// Evaluated when the panel is built, as all modules of this name.
import { ContentSummary } from '@acestream-orchestrator/contract/stream'
import { keyed } from '../../fleet/reading/shape-of.ts'

export const contentShape = keyed<ContentSummary>(ContentSummary, 'key')
