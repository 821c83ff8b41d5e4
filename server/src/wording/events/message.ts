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

/** Its parameters as the wire's `details` have them: `snake_case`, reasons as sentences. */
export function detailsOf(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      isReason(value) ? sentenceOf(value) : value,
    ]),
  )
}
