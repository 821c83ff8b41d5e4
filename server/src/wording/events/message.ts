import type { CodedEvent, EventParams } from '@acestream-orchestrator/contract/events/event'
import { isReason, sentenceOf } from '../sentence.ts'
import type { Say, Wording } from '../wording.ts'
import { engineEvents } from './engine.ts'
import { streamEvents } from './stream.ts'
import { systemEvents } from './system.ts'
import { vpnEvents } from './vpn.ts'

const CATALOGUE: Wording<EventParams> = { ...engineEvents, ...streamEvents, ...systemEvents, ...vpnEvents }

/** The English sentence of a journal event. */
export function messageOf(event: CodedEvent): string {
  const word = CATALOGUE[event.code] as (params: CodedEvent, say: Say) => string
  return word(event, sentenceOf)
}

/**
 * Its parameters as the wire's `details` have them: `snake_case`, reasons as sentences, Unix times (`startedAtMs`, `sinceMs`) as
 * ISO strings under names without their unit.
 */
export function detailsOf(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => detail(name, value)))
}

const TIME = /^(since|.*At)Ms$/

function detail(name: string, value: unknown): [string, unknown] {
  const time = TIME.exec(name)
  if (time && typeof value !== 'string') return [snakeCase(time[1] ?? name), isoOrNull(value)]
  return [snakeCase(name), isReason(value) ? sentenceOf(value) : value]
}

function isoOrNull(ms: unknown): string | null {
  return typeof ms === 'number' ? new Date(ms).toISOString() : null
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
