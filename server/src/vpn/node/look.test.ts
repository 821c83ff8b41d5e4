import assert from 'node:assert/strict'
import { test } from 'node:test'
import { someFacts, someReading } from '@acestream-orchestrator/testing/builders/vpn'
import { isNews, isSameForOthers, mayAsk, restMs } from './look.ts'
import { type NodeState, type Observation, observe, unseenNode } from './node-state.ts'

const START = { wallMs: 1000, elapsedMs: 0 }
const unseen = unseenNode('gluetun', START)
const UNKNOWN: Observation['container'] = { kind: 'unknown', reason: { code: 'runtime_not_answering' } }

function found(change: Parameters<typeof someFacts>[0] = {}): Observation['container'] {
  return { kind: 'found', facts: someFacts(change) }
}

function after(container: Observation['container'], before: NodeState = unseen): NodeState {
  return observe(before, { container, control: someReading() }, START, { watchdog: false })
}
const up = after(found())
const connecting: NodeState = { ...up, verdict: { ...up.verdict, state: 'connecting' } }

const RESTS: readonly (readonly [
  string,
  NodeState,
  elapsedMs: number,
  intervalMs: number,
  expected: number,
])[] = [
  ['all is well: the interval', up, 90_000, 5000, 5000],
  ['a check was missed: soon', { ...up, misses: 1 }, 90_000, 5000, 1000],
  ['connecting for a short time: engines wait for it', connecting, 29_999, 5000, 500],
  ['connecting for long', connecting, 30_000, 5000, 2000],
  ['never longer than the interval', connecting, 30_000, 1000, 1000],
  ['never longer than the interval, after a miss either', { ...up, misses: 2 }, 0, 300, 300],
]
for (const [title, state, elapsedMs, intervalMs, expected] of RESTS)
  test(`rest until the next look, ${title}`, () =>
    assert.equal(restMs(state, elapsedMs, intervalMs), expected))

const ASKED: readonly (readonly [string, NodeState, Observation['container'], boolean])[] = [
  ['a running container', unseen, found(), true],
  ['a stopped one', up, found({ status: 'exited' }), false],
  ['none', up, { kind: 'absent' }, false],
  ['one that ran when the runtime last answered', up, UNKNOWN, true],
  ['one that was stopped when the runtime last answered', after(found({ status: 'exited' })), UNKNOWN, false],
  ['one the runtime never showed', unseen, UNKNOWN, false],
]
for (const [title, state, seen, expected] of ASKED)
  test(`the control server of ${title} is ${expected ? 'asked' : 'not asked'}`, () =>
    assert.equal(mayAsk(state, seen), expected))

const NEWS: readonly (readonly [string, NodeState, Observation['container'], boolean])[] = [
  ['the first look: nothing to compare with', unseen, found(), false],
  ['nothing changed', up, found(), false],
  ['another start', up, found({ startedAtMs: 2000 }), true],
  ['another container of the name', up, found({ id: 'gluetun-id-2' }), true],
  ['another health', up, found({ health: 'unhealthy' }), true],
  ['the runtime does not answer', up, UNKNOWN, false],
]
for (const [title, state, seen, expected] of NEWS)
  test(`${expected ? 'shown before the control server answers' : 'can wait'}: ${title}`, () =>
    assert.equal(isNews(state, seen), expected))

const DIFFERENCES: readonly (readonly [string, NodeState, same: boolean])[] = [
  ['a later look', { ...up, lookedAtMs: 99_000, misses: 1 }, true],
  ['the same reason, decoded again', { ...up, verdict: structuredClone(up.verdict) }, true],
  ['another verdict', connecting, false],
  ['another public IP', { ...up, control: someReading({ publicIp: '198.51.100.8' }) }, false],
  ['another forwarded port', { ...up, port: { ...up.port, current: 40_000 } }, false],
  ['another published port', { ...up, container: someFacts({ published: new Set([19_000]) }) }, false],
  ['the runtime fell silent', { ...up, runtimeReason: { code: 'runtime_not_answering' } }, false],
  ['a tunnel that was rebuilt', { ...up, reconnectedAtMs: 5000 }, false],
]
for (const [title, state, expected] of DIFFERENCES)
  test(`${title} ${expected ? 'wakes nobody' : 'is a change for others'}`, () =>
    assert.equal(isSameForOthers(up, state), expected))
