import type { CodedIncident } from '@acestream-orchestrator/contract/reasons/incident'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { incidentSentence } from './incidents/message.ts'
import { sentenceOf } from './sentence.ts'
import { counted } from './wording.ts'

/** What a message to a person is made of, in one language. Null: the code is not known in it. */
export interface AlertWords {
  readonly reason: (reason: Reason) => string | null
  readonly incident: (code: string, params: Readonly<Record<string, unknown>>) => string | null
  /** The worst incident, and how many others there are. */
  readonly andMore: (title: string, others: number) => string
  readonly resolved: (title: string) => string
  readonly still: (title: string) => string
  readonly again: (count: number) => string
  /** `names`: the first few of them. */
  readonly engines: (total: number, names: string) => string
  readonly streams: (total: number, names: string) => string
  readonly left: (items: number) => string
  readonly testTitle: string
  readonly testText: string
}

export const englishAlerts: AlertWords = {
  reason: sentenceOf,
  incident: (code, params) => {
    try {
      return incidentSentence({ ...params, code } as unknown as CodedIncident)
    } catch {
      return null
    }
  },
  andMore: (title, others) => `${title}, and ${others} more`,
  resolved: (title) => `Resolved: ${title}`,
  still: (title) => `Still open: ${title}`,
  again: (count) => `the ${ordinal(count)} time in a row`,
  engines: (total, names) => `${counted(total, 'engine')} affected: ${names}`,
  streams: (total, names) => `${counted(total, 'stream')} affected: ${names}`,
  left: (items) => `and ${items} more`,
  testTitle: 'Acestream Orchestrator: test message',
  testText: 'Alerts reach you here.',
}

function ordinal(count: number): string {
  const teen = Math.floor((count % 100) / 10) === 1
  return `${count}${(teen ? undefined : { 1: 'st', 2: 'nd', 3: 'rd' }[count % 10]) ?? 'th'}`
}
