import type { MqttClient } from 'mqtt'
import type { Figures, Origin } from '../../alerts/figures.ts'
import type { NotifierFields } from '../../alerts/notifier.ts'
import { connect } from './connection.ts'
import { availabilityTopic, discovery, type Retained, stateOf, type Topics } from './discovery.ts'

export interface PresenceOptions {
  readonly fields: NotifierFields
  readonly origin: Origin
  readonly read: () => Figures
}

/** Shows how things are at one broker, for as long as it is there; the broker itself says so when we are gone (its last will). */
export interface Presence {
  /** Something may have changed. */
  update(): void
  /** `forget`: Home Assistant drops the entities too. */
  stop(forget: boolean): Promise<void>
}

const RECONNECT_MS = 10_000
/** How long the broker has to take the last words. */
const GOODBYE_MS = 2_000

export function startPresence({ fields, origin, read }: PresenceOptions): Presence {
  const topics: Topics = { topic: fields['topic'] ?? '', prefix: fields['discovery_prefix'] ?? '' }
  const availability = availabilityTopic(topics)
  const birth = `${topics.prefix}/status`
  const shown = new Map<string, string>()
  let stopped = false
  const opening = connect(fields, {
    reconnectPeriod: RECONNECT_MS,
    queueQoSZero: false,
    will: { topic: availability, payload: Buffer.from('offline'), retain: true, qos: 1 },
  })
  let client: MqttClient | null = null

  function show(all: boolean): void {
    if (client === null || !client.connected || stopped) return
    const figures = read()
    const now = [...discovery(figures, origin, topics), stateOf(figures, topics)]
    const gone = [...shown.keys()].filter((topic) => !now.some((each) => each.topic === topic))
    for (const each of [...now, ...gone.map((topic) => ({ topic, payload: '' }))])
      if (all || shown.get(each.topic) !== each.payload) put(client, each)
    for (const topic of gone) shown.delete(topic)
  }

  function put(to: MqttClient, { topic, payload }: Retained): void {
    shown.set(topic, payload)
    to.publish(topic, payload, { retain: true, qos: 1 })
  }

  void opening.then((made) => {
    client = made
    made.on('error', () => {}) // it connects again by itself; alerts say what is wrong
    made.on('connect', () => {
      made.subscribe(birth)
      show(true)
      made.publish(availability, 'online', { retain: true, qos: 1 })
    })
    // Home Assistant has started and asks for what there is.
    made.on('message', (topic, payload) => topic === birth && payload.toString() === 'online' && show(true))
  })

  return {
    update: () => show(false),
    stop: async (forget) => {
      stopped = true
      const made = await opening
      if (made.connected) await goodbye(made, availability, forget ? [...shown.keys()] : [])
      made.end(true)
    },
  }
}

async function goodbye(
  client: MqttClient,
  availability: string,
  forgotten: readonly string[],
): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, GOODBYE_MS)
  const words = [
    client.publishAsync(availability, 'offline', { retain: true, qos: 1 }),
    ...forgotten.map((topic) => client.publishAsync(topic, '', { retain: true, qos: 1 })),
  ]
  await Promise.race([Promise.allSettled(words), late])
  clearTimeout(timer)
}
