import type { Figures, Origin } from '../../alerts/figures.ts'

/** Something to publish and keep at the broker; an empty payload takes away what is kept there. */
export interface Retained {
  readonly topic: string
  readonly payload: string
}

export interface Topics {
  readonly topic: string
  readonly prefix: string
}

type Component = 'sensor' | 'binary_sensor'

interface Entity {
  readonly component: Component
  readonly id: string
  readonly name: string
  readonly more: Readonly<Record<string, unknown>>
}

/**
 * What tells Home Assistant which entities there are: one configuration for each, by its MQTT discovery
 * (docs/reference/notifiers.md 9). All are of one device and read one JSON state.
 */
export function discovery(figures: Figures, origin: Origin, topics: Topics): readonly Retained[] {
  return entitiesOf(figures).map((entity) => ({
    topic: configTopic(entity, origin, topics),
    payload: JSON.stringify(configOf(entity, origin, topics)),
  }))
}

/** The state that all entities read. */
export function stateOf({ vpns, problem, ...numbers }: Figures, { topic }: Topics): Retained {
  const byName = Object.fromEntries(vpns.map(({ name, connected }) => [slug(name), onOff(connected)]))
  const state = { ...numbers, problem: onOff(problem !== null), problem_text: problem, vpn: byName }
  return { topic: `${topic}/state`, payload: JSON.stringify(state) }
}

export function availabilityTopic({ topic }: Topics): string {
  return `${topic}/availability`
}

function entitiesOf({ vpns }: Figures): readonly Entity[] {
  return [
    count('engines', 'Engines', 'mdi:engine'),
    count('healthy', 'Healthy engines', 'mdi:engine'),
    count('inUse', 'Engines in use', 'mdi:engine-outline'),
    count('streams', 'Streams', 'mdi:television-play'),
    count('stalled', 'Stalled streams', 'mdi:television-pause'),
    count('incidents', 'Open incidents', 'mdi:alert-circle-outline'),
    {
      component: 'binary_sensor',
      id: 'problem',
      name: 'Problem',
      more: {
        device_class: 'problem',
        value_template: '{{ value_json.problem }}',
        json_attributes_template: '{{ {"text": value_json.problem_text} | tojson }}',
      },
    },
    ...vpns.map(vpnEntity),
  ]
}

function count(id: string, name: string, icon: string): Entity {
  const more = { state_class: 'measurement', icon, value_template: `{{ value_json.${id} }}` }
  return { component: 'sensor', id, name, more }
}

function vpnEntity({ name }: Figures['vpns'][number]): Entity {
  const id = slug(name)
  const more = { device_class: 'connectivity', value_template: `{{ value_json.vpn['${id}'] }}` }
  return { component: 'binary_sensor', id: `vpn_${id}`, name: `VPN ${name}`, more }
}

function configOf({ id, name, more }: Entity, origin: Origin, topics: Topics) {
  const device = deviceId(origin)
  return {
    name,
    unique_id: `${device}_${slug(id)}`,
    state_topic: `${topics.topic}/state`,
    ...('json_attributes_template' in more ? { json_attributes_topic: `${topics.topic}/state` } : {}),
    availability_topic: availabilityTopic(topics),
    ...more,
    device: {
      identifiers: [device],
      name:
        origin.instance === 'default'
          ? 'Acestream Orchestrator'
          : `Acestream Orchestrator ${origin.instance}`,
      manufacturer: 'Acestream Orchestrator',
      model: 'Orchestrator',
      sw_version: origin.version,
      ...(origin.link === null ? {} : { configuration_url: origin.link }),
    },
    origin: { name: 'Acestream Orchestrator', sw_version: origin.version },
  }
}

function configTopic({ component, id }: Entity, origin: Origin, { prefix }: Topics): string {
  return `${prefix}/${component}/${deviceId(origin)}/${slug(id)}/config`
}

function deviceId({ instance }: Origin): string {
  return `acestream_orchestrator_${slug(instance)}`
}

/** Letters, digits and underscores, as topics of the discovery take them. */
function slug(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
}

function onOff(is: boolean): 'ON' | 'OFF' {
  return is ? 'ON' : 'OFF'
}
