import assert from 'node:assert/strict'
import { test } from 'node:test'
import { someFacts, someReading } from '../../test/vpn-facts.ts'
import { type Observation, observe, unseenNode } from './node-state.ts'
import type { ControlReading, VpnContainerFacts } from './ports.ts'
import { continueStory, NEW_STORY, type Telling } from './story.ts'

const WALL = Date.UTC(2026, 0, 1)

function found(
  facts: Partial<VpnContainerFacts> = {},
  control: ControlReading | null = someReading(),
): Observation {
  return { container: { kind: 'found', facts: someFacts(facts) }, control }
}
const dead = found({ status: 'exited', exitCode: 137 }, null)
const building = found({}, someReading({ status: 'starting', publicIp: null }))
const gone: Observation = { container: { kind: 'absent' }, control: null }

/** The journal after observing what `at` says for each second. */
function journal(seconds: number, at: (second: number) => Observation): (Telling & { atS: number })[] {
  let story = NEW_STORY
  let node = unseenNode('gluetun', { wallMs: WALL, elapsedMs: 0 })
  const told: (Telling & { atS: number })[] = []
  for (let second = 0; second <= seconds; second++) {
    const now = { wallMs: WALL + second * 1000, elapsedMs: second * 1000 }
    const after = observe(node, at(second), now, { watchdog: false })
    const turn = continueStory(story, node, after, now)
    told.push(...turn.tell.map((each) => ({ ...each, atS: second })))
    story = turn.story
    node = after
  }
  return told
}
const categories = (told: readonly (Telling & { atS: number })[]): string[] =>
  told.map(({ atS, category }) => `${atS}: ${category}`)

test('a VPN that is up and stays so tells nothing', () => {
  assert.deepEqual(
    journal(300, () => found()),
    [],
  )
})

test('being found while it connects tells nothing, unless it takes long', () => {
  assert.deepEqual(
    journal(60, (s) => (s < 4 ? building : found())),
    [],
  )
  assert.deepEqual(categories(journal(60, (s) => (s < 20 ? building : found()))), [
    '5: disconnected',
    '20: connected',
  ])
})

test('a tunnel rebuilt within seconds is one entry with the new address', () => {
  const told = journal(120, (s) =>
    s < 10 ? found() : s < 13 ? building : found({}, someReading({ publicIp: '198.51.100.8' })),
  )
  assert.deepEqual(categories(told), ['13: reconnected'])
  assert.equal(told[0]?.message, 'VPN gluetun reconnected within 3 s as 198.51.100.8')
  assert.equal(told[0]?.details['container'], 'gluetun')
})

test('an address that changed between two checks is a reconnect too', () => {
  const told = journal(20, (s) =>
    found({}, someReading({ publicIp: s < 10 ? '198.51.100.7' : '198.51.100.8' })),
  )
  assert.deepEqual(
    told.map(({ message }) => message),
    ['VPN gluetun reconnected as 198.51.100.8 (it was 198.51.100.7)'],
  )
})

test('a tunnel that stays away is told after 5 s, and its return with how long it took', () => {
  const told = journal(120, (s) => (s >= 10 && s < 50 ? building : found()))
  assert.deepEqual(categories(told), ['15: disconnected', '50: connected'])
  assert.match(String(told[1]?.message), /connected again after 40 s as 198\.51\.100\.7/)
})

test('a restarted container is told at once, with what follows for its engines', () => {
  const told = journal(60, (s) =>
    s < 10
      ? found()
      : s < 12
        ? dead
        : s < 18
          ? found({ startedAtMs: 12_000, health: 'starting' }, null)
          : found({ startedAtMs: 12_000 }),
  )
  assert.deepEqual(categories(told), ['10: disconnected', '12: restarted', '18: connected'])
})

test('a re-created container is told so, even when it was gone in between', () => {
  const told = journal(60, (s) => (s < 10 ? found() : s < 20 ? gone : found({ id: 'gluetun-id-2' })))
  assert.deepEqual(categories(told), ['10: disconnected', '20: recreated', '20: connected'])
  assert.equal(told[1]?.details['former_container_id'], 'gluetun-id-1')
})

test('flapping every 10 s for 10 minutes is a handful of entries', () => {
  const restarted = (s: number) => found({ startedAtMs: s - (s % 20) })
  const told = journal(900, (s) =>
    s < 20
      ? found({ startedAtMs: 0 })
      : s >= 620
        ? found({ startedAtMs: 600_000 })
        : s % 20 < 10
          ? dead
          : restarted(s),
  )
  const drops = told.filter(({ category }) => category !== 'restarted')
  assert.deepEqual(categories(drops), [
    '20: disconnected',
    '30: connected',
    '40: disconnected',
    '50: connected',
    '60: unstable',
    '670: stable',
  ])
  assert.ok(told.length <= 9, JSON.stringify(categories(told)))
  assert.match(String(told.at(-1)?.message), /stable again after 30 drops in 10 min/)
})

test('an unstable VPN that then stays away is lost', () => {
  const told = journal(400, (s) => (s < 10 ? found() : s < 70 ? (s % 20 < 10 ? found() : dead) : dead))
  assert.deepEqual(categories(told), [
    '10: disconnected',
    '20: connected',
    '30: disconnected',
    '40: connected',
    '50: unstable',
    '100: disconnected',
  ])
})

test('three drops hours apart are three losses, not instability', () => {
  const told = journal(900, (s) => (s % 300 === 100 ? dead : found()))
  assert.deepEqual(told.filter(({ category }) => category === 'disconnected').length, 3)
  assert.ok(!told.some(({ category }) => category === 'unstable'))
})

test('another forwarded port, a missing one and its return are told once each', () => {
  const ports = (...forwardedPorts: number[]) =>
    found({ portForwardingEnabled: true }, someReading({ forwardedPorts }))
  const told = journal(300, (s) =>
    s < 10 ? ports(5914) : s < 20 ? ports(6001) : s < 200 ? ports() : ports(6001),
  )
  assert.deepEqual(categories(told), ['10: port_changed', '81: port_missing', '200: port_back'])
  assert.match(String(told[0]?.message), /another forwarded port: 6001 \(it was 5914\)/)
})

test('connected but unreadable is told once in ten minutes, with what to configure', () => {
  const refused = found({}, { kind: 'unauthorized', reason: 'answers 401: set GLUETUN_API_KEY' })
  const told = journal(900, (s) => (s % 100 < 50 ? found() : refused))
  assert.deepEqual(categories(told), ['50: unauthorized', '650: unauthorized'])
  assert.match(String(told[0]?.message), /connected, but .*set GLUETUN_API_KEY/)
})
