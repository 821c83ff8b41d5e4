import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { Type } from 'typebox'
import { discovery, stateOf } from './discovery.ts'

const FIGURES = {
  engines: 3,
  healthy: 2,
  inUse: 1,
  streams: 1,
  stalled: 0,
  incidents: 0,
  problem: null,
  vpns: [
    { name: 'gluetun', connected: true },
    { name: 'Gluetun 2.es', connected: false },
  ],
}
const ORIGIN = { instance: 'Living Room', version: '1.2.3', link: 'https://panel.example/' }
const TOPICS = { topic: 'acestream', prefix: 'homeassistant' }

/** As https://www.home-assistant.io/integrations/mqtt/ describes them: what is common, and per component. Nothing else is allowed. */
const common = {
  name: Type.String({ minLength: 1 }),
  unique_id: Type.String({ pattern: '^[a-z0-9_]+$' }),
  state_topic: Type.String({ pattern: '^[^+#]+$' }),
  availability_topic: Type.String({ pattern: '^[^+#]+$' }),
  value_template: Type.String({ pattern: '^\\{\\{.*\\}\\}$' }),
  icon: Type.Optional(Type.String({ pattern: '^mdi:[a-z-]+$' })),
  json_attributes_topic: Type.Optional(Type.String()),
  json_attributes_template: Type.Optional(Type.String()),
  device: Type.Object(
    {
      identifiers: Type.Array(Type.String(), { minItems: 1 }),
      name: Type.String(),
      manufacturer: Type.String(),
      model: Type.String(),
      sw_version: Type.String(),
      configuration_url: Type.Optional(Type.String({ pattern: '^(https?|homeassistant)://' })),
    },
    { additionalProperties: false },
  ),
  origin: Type.Object({ name: Type.String(), sw_version: Type.String() }, { additionalProperties: false }),
}
const SCHEMAS = {
  sensor: Type.Object(
    {
      ...common,
      state_class: Type.Union(['measurement', 'total', 'total_increasing'].map((each) => Type.Literal(each))),
    },
    { additionalProperties: false },
  ),
  binary_sensor: Type.Object(
    {
      ...common,
      device_class: Type.Union(['connectivity', 'problem', 'running'].map((each) => Type.Literal(each))),
    },
    { additionalProperties: false },
  ),
}

const shown = discovery(FIGURES, ORIGIN, TOPICS)

test('every configuration is as Home Assistant documents it', () => {
  const ajv = new Ajv({ strict: false })
  const valid = { sensor: ajv.compile(SCHEMAS.sensor), binary_sensor: ajv.compile(SCHEMAS.binary_sensor) }
  assert.equal(shown.length, 9)
  for (const { topic, payload } of shown) {
    const [prefix, component, node, object, last] = topic.split('/')
    assert.deepEqual([prefix, node, last], ['homeassistant', 'acestream_orchestrator_living_room', 'config'])
    assert.match(object ?? '', /^[a-zA-Z0-9_-]+$/)
    const check = valid[component as keyof typeof valid]
    assert.ok(check(JSON.parse(payload)), `${topic}: ${JSON.stringify(check.errors)}`)
  }
})

test('no two entities are the same', () => {
  const ids = shown.map(({ payload }) => JSON.parse(payload).unique_id)
  assert.equal(new Set(ids).size, ids.length)
})

test('every template finds its value in the state', () => {
  const state = JSON.parse(stateOf(FIGURES, TOPICS).payload)
  for (const { payload } of shown) {
    const [, path = ''] = /value_json\.([\w.'[\]]+)/.exec(JSON.parse(payload).value_template) ?? []
    const keys = path.split(/[.['\]]+/).filter((each) => each !== '')
    const value = keys.reduce((at, key) => at?.[key], state)
    assert.ok(value !== undefined, `${path} in ${JSON.stringify(state)}`)
  }
  assert.deepEqual(state.vpn, { gluetun: 'ON', gluetun_2_es: 'OFF' })
  assert.equal(state.problem, 'OFF')
})
