import assert from 'node:assert/strict'
import { test } from 'node:test'
import { someFacts } from '@acestream-orchestrator/testing/builders/vpn'
import type { JournalEvent } from '../../journal/journal-event.ts'
import type { Address } from '../../lib/address.ts'
import { DomainError } from '../../lib/errors.ts'
import { type NodeState, unseenNode } from './node-state.ts'
import { createTunnelRestart } from './tunnel-restart.ts'

const [first, second]: readonly Address[] = [
  { host: 'gluetun', port: 8000 },
  { host: '10.0.0.2', port: 8000 },
]
const WHY = { code: 'requested_by_operator' } as const

function rig(change: { readonly container?: NodeState['container']; readonly dialed?: Address } = {}) {
  const answers: { resolve(): void; reject(error: Error): void }[] = []
  const asked: Address[] = []
  const recorded: JournalEvent[] = []
  let ended = 0
  const container =
    change.container === undefined
      ? someFacts({ controlAddresses: [first, second].filter((each) => each !== undefined) })
      : change.container
  const tunnel = createTunnelRestart({
    credentials: { kind: 'none' },
    control: {
      restartTunnel: (address, _, signal) => {
        asked.push(address)
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        signal.addEventListener('abort', () => reject(new Error('aborted')))
        answers.push({ resolve, reject })
        return promise
      },
    },
    dial: { address: () => change.dialed },
    recorder: { record: (event) => void recorded.push(event as JournalEvent) },
    redact: (text) => text.replaceAll('secret', '***'),
    state: () => ({ ...unseenNode('gluetun', { wallMs: 0, elapsedMs: 0 }), container }),
    onEnd: () => ended++,
  })
  return { tunnel, answers, asked, recorded, ended: () => ended }
}
const codes = (events: readonly JournalEvent[]) => events.map(({ event }) => event.code)

test('two who ask at the same time share one restart; later a new one begins', async () => {
  const r = rig()
  const both = [r.tunnel.restart(WHY), r.tunnel.restart(WHY)]
  r.answers[0]?.resolve()
  await Promise.all(both)
  assert.deepEqual([r.asked.length, r.ended()], [1, 1])
  const again = r.tunnel.restart(WHY)
  r.answers[1]?.resolve()
  await again
  assert.deepEqual([r.asked.length, codes(r.recorded)], [2, ['vpn.tunnel_restart', 'vpn.tunnel_restart']])
})

test('the address that answered last is asked, else the first', async () => {
  for (const [dialed, expected] of [
    [second, second],
    [undefined, first],
  ] as const) {
    const r = rig(dialed ? { dialed } : {})
    const restart = r.tunnel.restart(WHY)
    r.answers[0]?.resolve()
    await restart
    assert.deepEqual(r.asked, [expected])
  }
})

test('a container that does not run has no tunnel to restart, and nothing is recorded', async () => {
  for (const container of [null, someFacts({ status: 'exited' })]) {
    const r = rig({ container })
    await assert.rejects(r.tunnel.restart(WHY), {
      code: 'vpn_error',
      reason: { code: 'tunnel_not_restarted', vpn: 'gluetun', reason: { code: 'vpn_not_checked' } },
    })
    assert.deepEqual([r.asked, r.recorded, r.ended()], [[], [], 1])
  }
})

test('a failure is recorded without secrets, and rejects', async () => {
  const r = rig()
  const restart = r.tunnel.restart(WHY)
  r.answers[0]?.reject(new DomainError('vpn_error', { code: 'verbatim', text: 'refused for secret' }))
  await assert.rejects(restart)
  const failed = r.recorded.at(-1)?.event
  assert.deepEqual(failed, {
    code: 'vpn.tunnel_restart_failed',
    container: 'gluetun',
    state: 'connecting',
    reason: { code: 'verbatim', text: 'refused for ***' },
  })
})

test('a stop breaks a restart off, waits for its end, and records no failure', async () => {
  const r = rig()
  const restart = r.tunnel.restart(WHY)
  const rejected = assert.rejects(restart)
  await r.tunnel.stop()
  assert.equal(r.ended(), 1)
  await rejected
  assert.deepEqual(codes(r.recorded), ['vpn.tunnel_restart'])
})
