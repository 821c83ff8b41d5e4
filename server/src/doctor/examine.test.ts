import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { DomainError } from '../lib/errors.ts'
import { createDoctor } from './doctor.ts'
import { examine } from './examine.ts'
import type { Probes } from './ports.ts'

const NOTHING: Probes = {
  docker: null,
  docker_access: null,
  image: null,
  page_size: null,
  ports: null,
  vpn: null,
  clock: null,
  disk: null,
  file_system: null,
  memory: null,
}

const never = () => new Promise<never>(() => {})
const usable = async () => ({ kind: 'usable' as const, version: '29.1' })
const usualPages = async () => ({ bytes: 4096 })

const codes = async (probes: Partial<Probes>, afterMs = 0) => {
  const clock = manualClock(0)
  const findings = examine({ ...NOTHING, ...probes }, clock, 5000)
  await clock.advance(afterMs)
  return (await findings).map(({ check, verdict, found }) => `${check} ${verdict} ${found.code}`)
}

test('what does not apply is not mentioned', async () => {
  assert.deepEqual(await codes({}), [])
})

test('a probe that rejects, throws or hangs costs its own check alone', async () => {
  const found = await codes(
    {
      docker: usable,
      image: async () => {
        throw new DomainError('runtime_unavailable', { code: 'docker_not_understood' })
      },
      page_size: usualPages,
      ports: () => {
        throw new Error('before it waited')
      },
      disk: never,
    },
    5000,
  )
  assert.deepEqual(found, [
    'docker ok docker_usable',
    'image warning check_failed',
    'page_size ok page_size_usual',
    'ports warning check_failed',
    'disk warning check_timed_out',
  ])
})

test('what only fails because Docker does is not repeated', async () => {
  const reason = { code: 'docker_not_running', endpoint: 'unix:///run/docker.sock' } as const
  const fails = async () => {
    throw new DomainError('runtime_unavailable', reason)
  }
  const found = await codes({
    docker: async () => ({ kind: 'unusable', reason }),
    docker_access: fails,
    image: fails,
    vpn: fails,
    disk: fails,
  })
  assert.deepEqual(found, ['docker error docker_unusable', 'disk warning check_failed'])
})

test('a probe that is late is told to end', async () => {
  let signal: AbortSignal | undefined
  const disk = (given: AbortSignal) => {
    signal = given
    return never()
  }
  await codes({ disk }, 5000)
  assert.equal(signal?.aborted, true)
})

test('callers at the same time and shortly after share one look', async () => {
  const clock = manualClock(0)
  let looks = 0
  const doctor = createDoctor(
    () => ({ ...NOTHING, page_size: async () => ({ bytes: ++looks * 4096 }) }),
    clock,
  )
  const [first, second] = await Promise.all([doctor.report(), doctor.report()])
  assert.equal(first, second)
  assert.equal(first.verdict, 'ok')
  await clock.advance(2999)
  assert.equal(await doctor.report(), first)
  await clock.advance(1)
  assert.equal((await doctor.report()).verdict, 'error')
  assert.equal(looks, 2)
})

test('a probe that hangs is not begun again while it does', async () => {
  const clock = manualClock(0)
  let begun = 0
  const disk = () => {
    begun++
    return never()
  }
  const doctor = createDoctor(() => ({ ...NOTHING, disk }), clock)
  for (const _ of [1, 2, 3]) {
    const report = doctor.report()
    await clock.advance(8000)
    assert.equal((await report).findings[0]?.found.code, 'check_timed_out')
    await clock.advance(3000)
  }
  assert.equal(begun, 1)
})
