import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type PodBody, podBody } from '../wire.ts'
import { factsOf } from './pod-facts.ts'

const STARTED = '2026-11-27T10:00:00Z'
const ENDED = '2026-11-27T10:05:00Z'

function aPod(status: object, metadata: object = {}): PodBody {
  const pod = podBody({
    metadata: { uid: 'u1', name: 'acestream-1', creationTimestamp: STARTED, ...metadata },
    spec: { containers: [{ name: 'engine', image: 'engine:1' }] },
    status,
  })
  assert.ok(pod)
  return pod
}

const engine = (state: object) => ({ containerStatuses: [{ name: 'engine', state }] })
const waiting = (reason: string, message?: string) => engine({ waiting: { reason, message } })
const dead = (exitCode: number, reason: string) =>
  engine({ terminated: { exitCode, reason, startedAt: STARTED, finishedAt: ENDED } })
const condition = (type: string, status: string, reason: string, message: string) => ({
  conditions: [{ type, status, reason, message }],
})

const CASES: readonly [what: string, status: object, expected: object][] = [
  ['nothing is known yet', {}, { status: 'pending', waiting: null, startedAtMs: null }],
  [
    'no node takes it',
    condition('PodScheduled', 'False', 'Unschedulable', '0/3 nodes are available'),
    { status: 'pending', waiting: { code: 'pod_unschedulable', text: '0/3 nodes are available' } },
  ],
  [
    'its node starts it',
    waiting('ContainerCreating'),
    { status: 'pending', waiting: { code: 'pod_waiting', text: 'ContainerCreating' } },
  ],
  [
    'its node does not get the image',
    waiting('ImagePullBackOff', 'not found'),
    {
      status: 'pending',
      waiting: { code: 'pod_image_failed', image: 'engine:1', text: 'ImagePullBackOff: not found' },
    },
  ],
  [
    'it runs',
    engine({ running: { startedAt: STARTED } }),
    { status: 'running', waiting: null, exitCode: null },
  ],
  [
    'the container is dead before the phase says so',
    { phase: 'Running', ...dead(1, 'Error') },
    { status: 'exited', exitCode: 1, oomKilled: false, finishedAtMs: Date.parse(ENDED) },
  ],
  ['it was killed for memory', dead(137, 'OOMKilled'), { status: 'exited', exitCode: 137, oomKilled: true }],
  [
    'it was evicted before it had a container',
    { phase: 'Failed', reason: 'Evicted', message: 'disk' },
    { status: 'exited', error: 'Evicted: disk', waiting: null },
  ],
  [
    'it was preempted',
    {
      phase: 'Failed',
      ...condition('DisruptionTarget', 'True', 'PreemptionByScheduler', 'for another'),
    },
    { status: 'exited', error: 'PreemptionByScheduler: for another' },
  ],
]

for (const [what, status, expected] of CASES)
  test(what, () => assert.partialDeepStrictEqual(factsOf(aPod(status)), expected))

test('whoever deletes it, it is being removed from then on, also while it runs', () => {
  const pod = aPod(engine({ running: { startedAt: STARTED } }), { deletionTimestamp: ENDED })
  assert.equal(factsOf(pod).status, 'removing')
})

test('a sidecar that died says nothing about the engine', () => {
  const statuses = [
    { name: 'gluetun', state: { terminated: { exitCode: 1 } } },
    { name: 'engine', state: { running: { startedAt: STARTED } } },
  ]
  assert.equal(factsOf(aPod({ containerStatuses: statuses })).status, 'running')
})
