import assert from 'node:assert/strict'
import { test } from 'node:test'
import { someReading } from '@acestream-orchestrator/testing/builders/vpn'
import type { Address } from '../../lib/address.ts'
import type { ControlReading } from '../ports.ts'
import { createDial } from './dial.ts'

const signal = new AbortController().signal
const [a, b, c]: readonly Address[] = ['a', 'b', 'c'].map((host) => ({ host, port: 8000 }))
const READINGS: Readonly<Record<string, ControlReading>> = {
  ok: someReading(),
  unauthorized: {
    kind: 'unauthorized',
    reason: { code: 'control_unauthorized', where: 'a:1', credentials: 'none', wantsBasic: false },
  },
  foreign: { kind: 'not_gluetun', reason: { code: 'answer_is_html' } },
  silent: { kind: 'unreachable', reason: { code: 'control_refused', where: 'a:1' } },
}

/** A dial to hosts that answer in these words; `asked` collects who was asked. */
function dialTo(answers: Record<string, string>) {
  const asked: string[] = []
  const read = async ({ host }: Address): Promise<ControlReading> => {
    asked.push(host)
    return READINGS[answers[host] ?? 'silent'] ?? assert.fail('no such reading')
  }
  const unused = () => assert.fail('only reads are expected')
  return {
    asked,
    answers,
    dial: createDial({ read, restartTunnel: unused, hostIp: unused }, { kind: 'none' }),
  }
}
const all = [a, b, c].filter((each) => each !== undefined)

const CASES: readonly (readonly [
  string,
  string,
  string,
  kind: ControlReading['kind'],
  good: Address | undefined,
])[] = [
  ['ok', 'silent', 'silent', 'ok', a],
  ['silent', 'ok', 'unauthorized', 'ok', b],
  ['silent', 'silent', 'unauthorized', 'unauthorized', c],
  ['unauthorized', 'ok', 'ok', 'unauthorized', a],
  ['foreign', 'silent', 'ok', 'ok', c],
  ['silent', 'foreign', 'silent', 'not_gluetun', undefined],
  ['silent', 'silent', 'silent', 'unreachable', undefined],
]
for (const [first, second, third, kind, good] of CASES)
  test(`addresses that are ${first}, ${second} and ${third} read as ${kind}`, async () => {
    const { dial } = dialTo({ a: first, b: second, c: third })
    assert.equal((await dial.read(all, signal))?.kind, kind)
    assert.deepEqual(dial.address(all), good)
  })

test('the address that answered is asked alone until it fails', async () => {
  const { dial, asked, answers } = dialTo({ b: 'ok' })
  await dial.read(all, signal)
  assert.deepEqual(asked.splice(0), ['a', 'b', 'c'])
  await dial.read(all, signal)
  assert.deepEqual(asked.splice(0), ['b'])
  Object.assign(answers, { b: 'silent', c: 'ok' })
  assert.equal((await dial.read(all, signal))?.kind, 'ok')
  assert.deepEqual(dial.address(all), c)
})

test('an address that is not offered any more is forgotten; without any there is nothing to read', async () => {
  const { dial } = dialTo({ a: 'ok' })
  await dial.read(all, signal)
  assert.equal(dial.address(all.slice(1)), undefined)
  assert.equal(await dial.read([], signal), undefined)
})
