// Evaluated when the panel is built, as all modules of this name.
import { ProxyFront } from '@acestream-orchestrator/contract/playback'
import { keyed } from '../../../fleet/reading/shape-of.ts'

export const frontShape = keyed<ProxyFront>(ProxyFront, 'host')
