import type { MqttClient } from 'mqtt'
import type { Notice, NotifierFields, NotifierKind } from '../../alerts/notifier.ts'
import { field, MUST, SECRET } from '../fields.ts'
import { noticeJson } from '../notice-json.ts'
import type { Tools } from '../tools.ts'
import { connect, connectReason } from './connection.ts'

/** A broker: alerts on `<topic>/alert`, and beside them what Home Assistant shows (`presence.ts`). */
export function mqtt(_: Tools): NotifierKind {
  return {
    kind: 'mqtt',
    fields: [
      field('url', 'url', { ...MUST, allowed: ['mqtt', 'mqtts', 'ws', 'wss'] }),
      field('user', 'text'),
      field('password', 'text', SECRET),
      field('topic', 'text', { fallback: 'acestream' }),
      field('home_assistant', 'flag', { fallback: 'true' }),
      field('discovery_prefix', 'text', { fallback: 'homeassistant' }),
    ],
    check: ({ topic, discovery_prefix }) =>
      Object.entries({ topic, discovery_prefix }).flatMap(([field, value]) =>
        value === undefined || !/[+#\0]|^\/|\/$/.test(value)
          ? []
          : [
              {
                field,
                reason: { code: 'text_wrong_form', pattern: '[^+#]+, no slash at either end' } as const,
              },
            ],
      ),
    send: async ({ fields }, notice, signal) => {
      const client = await connect(fields, { reconnectPeriod: 0 })
      const stop = () => client.end(true)
      signal.addEventListener('abort', stop, { once: true })
      try {
        await connected(client)
        await publish(client, fields, notice)
        return { kind: 'sent' }
      } catch (error) {
        return { kind: 'failed', reason: connectReason(error, fields['url'] ?? '') }
      } finally {
        signal.removeEventListener('abort', stop)
        client.end(true)
      }
    },
  }
}

function connected(client: MqttClient): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  client.once('connect', () => resolve())
  client.once('error', reject)
  client.once('close', () => reject(new Error('the connection was closed')))
  return promise
}

/** Acknowledged by the broker (QoS 1), and not retained: an alert is news. */
async function publish(client: MqttClient, { topic }: NotifierFields, notice: Notice): Promise<void> {
  await client.publishAsync(`${topic}/alert`, JSON.stringify(noticeJson(notice)), { qos: 1 })
}
