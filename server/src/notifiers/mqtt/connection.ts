import type { ReceiverFailure } from '@acestream-orchestrator/contract/reasons/notifier'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { IClientOptions, MqttClient } from 'mqtt'
import type { NotifierFields } from '../../alerts/notifier.ts'
import { codeOf, failureOf } from '../../http/failure.ts'
import { messageOf } from '../../lib/errors.ts'

const CONNECT_TIMEOUT_MS = 15_000

/** MQTT.js, loaded with the first broker: 21 MB of memory. */
export async function connect(
  { url = '', user, password }: NotifierFields,
  more: IClientOptions,
): Promise<MqttClient> {
  const { connect } = (await import('mqtt')).default
  return connect(url, {
    connectTimeout: CONNECT_TIMEOUT_MS,
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    ...more,
  })
}

/** CONNACK codes 4 and 5 of MQTT 3.1.1, 134 and 135 of MQTT 5: bad user name or password, not authorised. */
const REFUSED: ReadonlySet<unknown> = new Set([4, 5, 134, 135])

export function connectReason(error: unknown, url: string): Reason {
  const receiver = new URL(url).host
  const { code } = error as { readonly code?: unknown }
  if (REFUSED.has(code)) return { code: 'receiver_refuses_secret', receiver, status: null, text: null }
  const errorCode = codeOf(error)
  if (errorCode === '') return { code: 'receiver_says', receiver, text: messageOf(error) }
  const failure = failureOf(error)
  const known: ReceiverFailure = failure === 'connect_timeout' ? 'timeout' : failure
  return { code: 'receiver_not_reached', receiver, failure: known, errorCode }
}
