import type { Coded } from '../reasons/coded.ts'
import type { EngineEvents } from './engine.ts'
import type { StreamEvents } from './stream.ts'
import type { SystemEvents } from './system.ts'
import type { VpnEvents } from './vpn.ts'

/**
 * What is recorded in the journal: each code with its parameters. A code is `<event_type>.<category>` of the entry. Codes are
 * never renamed or given another meaning, because they are stored and sent. Parameters in ms end in `Ms`.
 */
export interface EventParams extends EngineEvents, StreamEvents, SystemEvents, VpnEvents {}

export type EventCode = keyof EventParams
export type CodedEvent = Coded<EventParams>

/** `critical`: viewers are hit or soon will be; `warning`: something is broken or has to be looked at. */
export type Severity = 'info' | 'warning' | 'critical'
