// es/events/: journal entries in Spanish, from their codes and parameters.
import type { CodedEvent, EventParams } from '../../events/event.ts'
import { sentenceOf } from '../reasons/reasons.ts'
import type { Say, Wording } from '../reasons/wording.ts'
import { engineEvents } from './engine.ts'
import { streamEvents } from './stream.ts'
import { systemEvents } from './system.ts'
import { vpnEvents } from './vpn.ts'

const CATALOGUE: Wording<EventParams> = { ...engineEvents, ...streamEvents, ...systemEvents, ...vpnEvents }

/** The Spanish sentence of a journal entry; `null` where its code or its parameters are not known here. */
export function eventInSpanish(code: string, params: Readonly<Record<string, unknown>>): string | null {
  const word = (CATALOGUE as Record<string, unknown>)[code] as
    | ((event: CodedEvent, say: Say) => string)
    | undefined
  try {
    return word?.({ ...params, code } as unknown as CodedEvent, sentenceOf) ?? null
  } catch {
    return null
  }
}
