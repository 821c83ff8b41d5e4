import type { RuntimeReasons } from '@acestream-orchestrator/contract/reasons/runtime'
import type { Wording } from './wording.ts'

export const runtimeWording: Wording<RuntimeReasons> = {}
