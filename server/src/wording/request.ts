import type { RequestReasons } from '@acestream-orchestrator/contract/reasons/request'
import type { Wording } from './wording.ts'

export const requestWording: Wording<RequestReasons> = {}
