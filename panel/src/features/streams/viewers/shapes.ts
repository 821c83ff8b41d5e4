// Evaluated when the panel is built, as all modules of this name.
import { StreamViewer } from '@acestream-orchestrator/contract/playback'
import { keyed } from '../../../fleet/reading/shape-of.ts'

export const viewerShape = keyed<StreamViewer>(StreamViewer, 'id')
