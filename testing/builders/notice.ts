/** Messages in words, as notifiers send them. */
import { itemOf } from '../../server/src/alerts/message.ts'
import type {
  Notice,
  NotifierConfig,
  NotifierFields,
  NotifierKindName,
} from '../../server/src/alerts/notifier.ts'
import { anIncident } from './alert.ts'
import { T0 } from './world.ts'

export function aNotice(change: Partial<Notice> = {}): Notice {
  const item = itemOf(anIncident({ id: 'i-1' }))
  return {
    id: '0123456789abcdef',
    state: 'opened',
    severity: 'critical',
    title: 'acestream-1 does not answer',
    text: 'No answer within 5 s. It will be replaced unless it answers.',
    atMs: T0,
    language: 'en',
    link: 'https://panel.example/panel/',
    items: [
      {
        state: 'open',
        message: 'acestream-1 does not answer',
        reason: 'no answer within 5 s',
        doing: null,
        outcome: null,
        item,
      },
    ],
    ...change,
  }
}

export function aNotifier(
  kind: NotifierKindName,
  fields: NotifierFields,
  change: Partial<NotifierConfig> = {},
): NotifierConfig {
  return {
    id: 'n-1',
    kind,
    name: 'Phone',
    enabled: true,
    language: 'en',
    fields,
    origin: 'panel',
    variables: [],
    ...change,
  }
}
