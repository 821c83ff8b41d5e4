import type { StoreReasons } from '@acestream-orchestrator/contract/reasons/store'
import type { Wording } from './wording.ts'

export const storeWording: Wording<StoreReasons> = {}
