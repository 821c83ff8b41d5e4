import type { NotifierReasons, ReceiverFailure } from '@acestream-orchestrator/contract/reasons/notifier'
import { counted, quoted, seconds, type Wording } from './wording.ts'

export const notifierWording: Wording<NotifierReasons> = {
  receiver_not_reached: ({ receiver, failure, errorCode }) =>
    `${receiver} ${FAILURES[failure]}${errorCode === '' ? '' : ` (${errorCode})`}`,
  receiver_refused: ({ receiver, status, text }) => `${receiver} answered HTTP ${status}${saying(text)}`,
  receiver_refuses_secret: ({ receiver, status, text }) =>
    `${receiver} does not accept the key, token or password${status === null ? '' : ` (HTTP ${status})`}${saying(text)}`,
  receiver_limits: ({ receiver, waitMs }) =>
    `${receiver} takes no more messages for now${waitMs === null ? '' : `: it asks to wait ${seconds(waitMs)}`}`,
  receiver_redirects: ({ receiver, to }) =>
    `${receiver} redirects to ${to}, which is not followed: enter that address if it is right`,
  receiver_hangs: ({ timeoutMs }) => `no answer within ${seconds(timeoutMs)}`,
  receiver_says: ({ receiver, text }) => `${receiver}: ${text}`,
  push_has_no_browser: () =>
    'no browser is subscribed yet: open the panel in it and add it under Settings, Alerts',
  push_browsers_gone: () => 'every subscribed browser has withdrawn: add one again',
  messages_wait: ({ messages }) =>
    messages === 0
      ? 'it is tried again with the next message'
      : `${counted(messages, 'message')} ${messages === 1 ? 'waits' : 'wait'} and will be sent once it works`,
  notifier_works_again: () => 'messages are delivered again',
  notifier_no_longer_used: () => 'no longer used',
  notifier_not_found: ({ id }) => `no notifier has the id ${id}`,
  rule_not_found: ({ id }) => `no alert rule has the id ${id}`,
  set_by_environment: ({ variables }) =>
    `is set by the environment (${variables.join(', ')}) and is changed there`,
  alerts_changed_meanwhile: () => 'the alerts were changed meanwhile: read them again',
  too_many_notifiers: ({ most }) => `there may be ${most} notifiers at most`,
  too_many_rules: ({ most }) => `there may be ${most} alert rules at most`,
  field_unknown: ({ allowed }) => `is not known; there are: ${allowed.join(', ')}`,
  not_a_url: ({ schemes }) =>
    `must be an address that begins with ${schemes.map((each) => `${each}://`).join(' or ')}`,
  not_a_mail_address: () =>
    'must be an e-mail address such as me@example.org, or several separated by commas',
  not_a_time_zone: () => 'must be a time zone such as Europe/Madrid',
  not_a_time_of_day: () => 'must be a time of day such as 22:30',
  not_such_a_notifier: ({ id }) => `${id} is no notifier`,
  placeholder_unknown: ({ placeholder, known }) =>
    `{{${placeholder}}} is no placeholder; there are: ${known.map((each) => `{{${each}}}`).join(', ')}`,
  placeholder_not_closed: ({ at }) => `the {{ at character ${at} is never closed by }}`,
  template_not_json: ({ text }) => `is not JSON once it is filled in: ${text}`,
  not_a_push_subscription: () => 'is not a push subscription as browsers make them',
}

const FAILURES: { readonly [F in ReceiverFailure]: string } = {
  refused: 'refuses the connection: nothing listens there',
  timeout: 'does not answer in time',
  unresolved: "can't be resolved: check the name",
  no_route: "can't be reached: there is no route to it",
  closed: 'closed the connection before it answered',
  not_http: 'does not speak HTTP: check scheme and port',
  too_long: 'answered more than is read',
  unsendable: "can't be sent this: a value has characters that no header can carry",
  tls: 'has no certificate that is trusted here, or speaks no TLS: check scheme and port',
  other: "can't be reached",
}

function saying(text: string | null): string {
  return text === null ? '' : `: ${quoted(text)}`
}
