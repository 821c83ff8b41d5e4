import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ContainerFacts } from '../../server/src/engines/ports.ts'
import type { CreateResult } from '../../server/src/provisioning/ports.ts'
import { type ControlPlane, startControlPlane } from '../../testing/kubernetes/control-plane.ts'
import { until } from '../../testing/machine/wait.ts'
import { engineStatus, openNamespace, running, specFor, type TestNamespace } from './rig.ts'

const never = new AbortController().signal
const PATCH = 'application/merge-patch+json'

let plane: ControlPlane
let space: TestNamespace

before(async () => {
  plane = await startControlPlane()
  space = await openNamespace(plane)
})

after(async () => {
  await space?.close()
  await plane?.close()
})

function created(result: CreateResult): ContainerFacts {
  assert.ok(result.ok, JSON.stringify(result))
  return result.facts
}

const create = async (name: string) => created(await space.runtime.create(specFor(name), never))
const podOf = (name: string) => plane.call('GET', `${space.pods}/${name}`) as Promise<Pod>

interface Pod {
  readonly metadata: {
    readonly uid: string
    readonly labels: Record<string, string>
    readonly ownerReferences: readonly { kind: string; name: string; controller: boolean }[]
  }
  readonly spec: {
    readonly containers: readonly {
      readonly env: readonly { name: string; value: string }[]
      readonly resources: object
    }[]
  }
}

/** What the runtime says of it once its watch has brought the change. */
function seen(id: string, holds: (facts: ContainerFacts) => boolean): Promise<ContainerFacts> {
  return until('the change is seen', async () => {
    const facts = await space.runtime.inspect(id, never)
    return facts && holds(facts) && facts
  })
}

test('an engine is a Pod that a ConfigMap of the installation controls', async () => {
  const facts = await create('acestream-1')
  const pod = await podOf('acestream-1')
  assert.equal(facts.id, pod.metadata.uid)
  assert.equal(facts.status, 'pending')
  assert.deepEqual(facts.addresses, [])
  const [owner] = pod.metadata.ownerReferences
  assert.deepEqual(
    [owner?.kind, owner?.name, owner?.controller],
    ['ConfigMap', 'acestream-engines-default', true],
  )
})

test('labels that Kubernetes does not take are kept all the same', async () => {
  const facts = await create('acestream-2')
  assert.deepEqual(facts.labels, specFor('acestream-2').labels)
  const { labels } = (await podOf('acestream-2')).metadata
  assert.deepEqual([labels['note'], labels['orchestrator.kind']], [undefined, 'engine'])
})

test('requests equal limits, and no variable is put in place of what only looks like one', async () => {
  await create('acestream-3')
  const [container] = (await podOf('acestream-3')).spec.containers
  const amounts = { memory: '536870912', cpu: '1500m' }
  assert.deepEqual(container?.resources, { requests: amounts, limits: amounts })
  assert.deepEqual(container?.env.find(({ name }) => name === 'GREETING')?.value, 'costs $$(NOTHING)')
})

test('pending with the reason of the scheduler, then of the image, then running, then dead', async () => {
  const { id } = await create('acestream-4')
  const message = '0/3 nodes are available: 3 Insufficient memory.'
  const unscheduled = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }
  await space.setStatus('acestream-4', { conditions: [unscheduled] })
  const waiting = await seen(id, (facts) => facts.waiting != null)
  assert.deepEqual(
    [waiting.status, waiting.waiting],
    ['pending', { code: 'pod_unschedulable', text: message }],
  )

  const pulling = { waiting: { reason: 'ErrImagePull', message: 'not found' } }
  const scheduled = [{ type: 'PodScheduled', status: 'True' }]
  await space.setStatus('acestream-4', { conditions: scheduled, containerStatuses: [engineStatus(pulling)] })
  const imageless = await seen(id, (facts) => facts.waiting?.code === 'pod_image_failed')
  assert.equal(imageless.status, 'pending')

  await space.setStatus('acestream-4', running('10.1.2.3'))
  const up = await seen(id, (facts) => facts.status === 'running')
  assert.deepEqual(up.addresses, [{ host: '10.1.2.3', port: 6878 }])
  assert.equal(up.waiting, null)

  const terminated = {
    exitCode: 137,
    reason: 'OOMKilled',
    startedAt: '2026-11-27T10:00:00Z',
    finishedAt: '2026-11-27T10:05:00Z',
  }
  await space.setStatus('acestream-4', { containerStatuses: [engineStatus({ terminated })] })
  const dead = await seen(id, (facts) => facts.status === 'exited')
  assert.deepEqual([dead.exitCode, dead.oomKilled], [137, true])
})

test('a removal ends when the Pod is gone, and a second one finds nothing to do', async () => {
  const { id } = await create('acestream-5')
  await space.runtime.remove(id, 0, never)
  assert.equal(await space.runtime.inspect(id, never), undefined)
  await space.runtime.remove(id, 0, never)
  await assert.rejects(podOf('acestream-5'), /404/)
})

test('a restart is another Pod of the same name and labels', async () => {
  const before = await create('acestream-6')
  const facts = created(await space.runtime.restart(before.id, 0, never))
  assert.notEqual(facts.id, before.id)
  assert.deepEqual([facts.name, facts.labels], [before.name, before.labels])
  assert.deepEqual((await podOf('acestream-6')).metadata.uid, facts.id)
})

test('a name that is taken is named so, with whose it is', async () => {
  await create('acestream-7')
  const ours = await space.runtime.create(specFor('acestream-7'), never)
  assert.deepEqual(!ours.ok && ours.failure.kind === 'name_taken' && ours.failure.foreign, false)
  await plane.call('POST', space.pods, foreignPod('acestream-8', {}))
  const foreign = await space.runtime.create(specFor('acestream-8'), never)
  assert.deepEqual(!foreign.ok && foreign.failure.kind === 'name_taken' && foreign.failure.foreign, true)
})

test('a Pod with our label that nobody or a ReplicaSet controls is not ours', async () => {
  const { labels } = specFor('x')
  const own = { 'ondemand.app': labels['ondemand.app'] ?? '' }
  await plane.call('POST', space.pods, foreignPod('bare', own))
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'other', uid: 'u', controller: true }
  await plane.call('POST', space.pods, foreignPod('replica', own, [owner]))
  const { id } = await create('acestream-9')
  const names = (await space.runtime.list(never)).map(({ name }) => name)
  assert.ok(names.includes('acestream-9'), `${id} in ${names}`)
  assert.deepEqual(
    names.filter((name) => name === 'bare' || name === 'replica'),
    [],
  )
})

test('two installations in one namespace own different Pods', async () => {
  const other = await space.another('Second')
  created(await other.create(specFor('second-1', 'Second'), never))
  const { metadata } = await podOf('second-1')
  assert.equal(metadata.ownerReferences[0]?.name, 'acestream-engines-second')
})

test('a Pod that somebody else deletes is being removed while its node ends it', async () => {
  const { id } = await create('acestream-10')
  await plane.call('POST', `${space.pods}/acestream-10/binding`, {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: 'acestream-10' },
    target: { apiVersion: 'v1', kind: 'Node', name: 'node-1' },
  })
  await space.setStatus('acestream-10', running('10.1.2.10'))
  await plane.call('DELETE', `${space.pods}/acestream-10`)
  const going = await seen(id, (facts) => facts.status === 'removing')
  assert.equal(going.name, 'acestream-10')
})

test('an eviction is told in the words of the cluster', async () => {
  const { id } = await create('acestream-11')
  const message = 'The node was low on resource: memory.'
  await space.setStatus('acestream-11', { phase: 'Failed', reason: 'Evicted', message })
  const facts = await seen(id, ({ status }) => status === 'exited')
  assert.equal(facts.error, `Evicted: ${message}`)
})

test('a Pod edited by hand stays ours with the labels it has now', async () => {
  const { id } = await create('acestream-12')
  await plane.call('PATCH', `${space.pods}/acestream-12`, { metadata: { labels: { added: 'here' } } }, PATCH)
  const facts = await seen(id, ({ labels }) => labels['added'] === 'here')
  assert.equal(facts.labels['note'], specFor('x').labels['note'])
})

test('a quota that is exceeded and a namespace that is not there are named', async () => {
  const quotas = space.pods.replace('/pods', '/resourcequotas')
  const quota = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'few' },
    spec: { hard: { pods: '0' } },
  }
  await plane.call('POST', quotas, quota)
  await plane.call(
    'PATCH',
    `${quotas}/few/status`,
    { status: { hard: { pods: '0' }, used: { pods: '0' } } },
    PATCH,
  )
  const failure = await until('the quota is in force', async () => {
    const result = await space.runtime.create(specFor('acestream-13'), never)
    return !result.ok && result.failure
  })
  assert.match(JSON.stringify(failure), /kubernetes_quota_exceeded/)
  await plane.call('DELETE', `${quotas}/few`)
})

test('while the API server is frozen nothing is concluded, and afterwards all is as it was', async () => {
  const before = (await space.runtime.list(never)).map(({ id }) => id).toSorted()
  plane.apiServer.freeze()
  try {
    await assert.rejects(space.runtime.list(AbortSignal.timeout(1000)))
  } finally {
    plane.apiServer.thaw()
  }
  const after = await until('it answers again', () => space.runtime.list(never).catch(() => undefined))
  assert.deepEqual(after.map(({ id }) => id).toSorted(), before)
})

test('a killed API server is named, and the watch goes on when it is back', async () => {
  await plane.apiServer.kill()
  await assert.rejects(space.runtime.list(never), { code: 'runtime_unavailable' })
  const { reachable, reason } = space.runtime.status()
  assert.deepEqual([reachable, reason?.code], [false, 'kubernetes_not_running'])
  await plane.apiServer.start()
  const { id } = await create('acestream-14')
  await space.setStatus('acestream-14', running('10.1.2.14'))
  const hinted = () => space.hints.lastIndexOf(id) >= 0 && space.runtime.inspect(id, never)
  await until('the watch brings it', async () => (await hinted()) && true, 20_000)
  assert.equal(space.runtime.status().reachable, (await space.runtime.list(never)).length > 0)
})

function foreignPod(name: string, labels: Record<string, string>, ownerReferences: readonly object[] = []) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels, ownerReferences },
    spec: { containers: [{ name: 'other', image: 'other:1' }] },
  }
}
