import type { NoParams } from './coded.ts'

/** Why a receiver was not reached. `tls`: its certificate is not trusted, or none of its protocols is spoken here. */
export type ReceiverFailure =
  | 'refused'
  | 'timeout'
  | 'unresolved'
  | 'no_route'
  | 'closed'
  | 'not_http'
  | 'too_long'
  | 'unsendable'
  | 'tls'
  | 'other'

/** What came of telling somebody through a notifier, and what may be wrong with one. `receiver`: `host` or `host:port`. */
export interface NotifierReasons {
  /** `errorCode`: the system's, such as `ECONNREFUSED`; empty where there is none. */
  receiver_not_reached: { receiver: string; failure: ReceiverFailure; errorCode: string }
  /** It answered with an error. `text`: its words, cut short. */
  receiver_refused: { receiver: string; status: number; text: string | null }
  /** It does not accept the token, password or address. */
  receiver_refuses_secret: { receiver: string; status: number | null; text: string | null }
  /** Too many messages in too short a time. `waitMs`: as it asks for; null where it does not say. */
  receiver_limits: { receiver: string; waitMs: number | null }
  /** It wants the message sent elsewhere, which is not followed. `to`: without its query. */
  receiver_redirects: { receiver: string; to: string }
  receiver_hangs: { timeoutMs: number }
  /** The mail server's or the broker's own words. */
  receiver_says: { receiver: string; text: string }
  push_has_no_browser: NoParams
  /** Every browser that was subscribed has withdrawn. */
  push_browsers_gone: NoParams
  /** Messages wait, and it is tried again. */
  messages_wait: { messages: number }
  notifier_works_again: { afterMs: number }
  notifier_no_longer_used: { afterMs: number }

  notifier_not_found: { id: string }
  rule_not_found: { id: string }
  /** It is set by environment variables, and only they change it. */
  set_by_environment: { variables: readonly string[] }
  /** Another page or program changed the alerts since they were read. */
  alerts_changed_meanwhile: NoParams
  too_many_notifiers: { most: number }
  too_many_rules: { most: number }
  field_unknown: { allowed: readonly string[] }
  not_a_url: { schemes: readonly string[] }
  not_a_mail_address: NoParams
  not_a_time_zone: NoParams
  not_a_time_of_day: NoParams
  not_such_a_notifier: { id: string }
  placeholder_unknown: { placeholder: string; known: readonly string[] }
  /** `at`: the place of the character in the template, from 1. */
  placeholder_not_closed: { at: number }
  /** With its placeholders filled in it is no JSON. */
  template_not_json: { text: string }
  not_a_push_subscription: NoParams
}
