import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { aPolicy, aWorld, someFacts } from '@acestream-orchestrator/testing/builders/world'
import { CREATED_BY, LABELS } from '../../engines/labels.ts'
import type { ContainerFacts } from '../../engines/ports.ts'
import { neverAborts } from '../../lib/abort.ts'
import { DomainError } from '../../lib/errors.ts'
import type { World } from '../planning/world.ts'
import type { CreateFailure, GenericSpec } from '../ports.ts'
import type { GenericRequest } from '../service.ts'
import { createGenericContainers } from './generic-containers.ts'

const asked: GenericRequest = { image: null, env: {}, labels: {}, ports: {}, namePrefix: 'web' }
const nameTaken: CreateFailure = { kind: 'name_taken', foreign: true, reason: verbatim('in use') }

/** `failures`: how the next creations fail, in order. `gate`: what each creation waits for. */
function rig({
  world = {} as Partial<World>,
  most = 3,
  failures = [] as CreateFailure[],
  gate = undefined as Promise<void> | undefined,
} = {}) {
  const specs: GenericSpec[] = []
  const observed: ContainerFacts[] = []
  const create = createGenericContainers({
    registry: { moment: () => 7, observe: (facts) => observed.push(facts) },
    world: () => aWorld(world),
    runtime: {
      createGeneric: async (spec) => {
        specs.push(spec)
        await gate
        const failure = failures.shift()
        if (failure) return { ok: false, failure }
        return { ok: true, facts: someFacts({ name: spec.name, labels: spec.labels }) }
      },
    },
    spec: () => ({ ...aPolicy().spec, memoryLimitBytes: 1024 }),
    allowedImages: ['nginx'],
    most,
  })
  const request = (change: Partial<GenericRequest> = {}) => create({ ...asked, ...change }, neverAborts())
  return { request, specs, observed }
}

const codeIs = (code: string) => (error: unknown) => error instanceof DomainError && error.code === code
const generic = (name: string) => ({ facts: someFacts({ name }), removal: null })

test('a container is labelled as ours and as no engine, whatever the caller adds', async () => {
  const { request, specs, observed } = rig()
  const facts = await request({
    image: 'nginx',
    env: { A: 'b' },
    labels: { team: 'tv' },
    ports: { '80': 8080, '53/udp': 5353 },
  })
  const { label, instance, publishIp } = aPolicy().spec
  assert.deepEqual(specs, [
    {
      name: 'web-1',
      image: 'nginx',
      env: { A: 'b' },
      labels: {
        team: 'tv',
        [label.key]: label.value,
        [LABELS.instance]: instance,
        [LABELS.kind]: 'generic',
        [LABELS.createdBy]: CREATED_BY,
      },
      ports: { '80/tcp': 8080, '53/udp': 5353 },
      publishIp,
      memoryLimitBytes: 1024,
      cpuLimit: null,
    },
  ])
  assert.deepEqual(observed, [facts])
})

test('without an image it is the one of the engines', async () => {
  const { request, specs } = rig()
  await request()
  assert.equal(specs[0]?.image, aPolicy().spec.image)
})

describe('a request is refused before anything is created', () => {
  const { key } = aPolicy().spec.label
  const CASES: readonly (readonly [what: string, change: Partial<GenericRequest>, code: string])[] = [
    ['for an image that is not allowed', { image: 'evil' }, 'image_not_allowed'],
    ['for a label of ours', { labels: { [key]: 'x' } }, 'validation'],
    ['for a variable without a name', { env: { '': 'x' } }, 'validation'],
    ['for a port that is none', { ports: { '0': 80 } }, 'validation'],
  ]
  for (const [what, change, code] of CASES)
    test(what, async () => {
      const { request, specs } = rig()
      await assert.rejects(request(change), codeIs(code))
      assert.deepEqual(specs, [])
    })

  test('where as many exist as may', async () => {
    const { request, specs } = rig({ most: 2, world: { generics: [generic('a'), generic('b')] } })
    await assert.rejects(request(), codeIs('max_capacity'))
    assert.deepEqual(specs, [])
  })
})

test('containers under way count towards the maximum, and have their names', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const { request, specs } = rig({ most: 2, gate })
  const created = Promise.all([request(), request()])
  await assert.rejects(request(), codeIs('max_capacity'))
  open()
  await created
  assert.deepEqual(
    specs.map(({ name }) => name),
    ['web-1', 'web-2'],
  )
})

test('a failure gives its place back', async () => {
  const { request } = rig({ most: 1, failures: [{ kind: 'other', reason: verbatim('no') }] })
  await assert.rejects(request(), codeIs('general_error'))
  assert.equal((await request()).name, 'web-1')
})

describe('a name that is in use', () => {
  test('as far as is known is passed over', async () => {
    const { request } = rig({ world: { takenNames: new Set(['web-1', 'web-3']) } })
    assert.equal((await request()).name, 'web-2')
  })

  test('as the runtime finds out is followed by the next', async () => {
    const { request, specs } = rig({ failures: [nameTaken, nameTaken] })
    assert.equal((await request()).name, 'web-3')
    assert.equal(specs.length, 3)
  })

  test('twenty times in a row is a conflict', async () => {
    const { request, specs } = rig({ failures: Array.from({ length: 30 }, () => nameTaken) })
    await assert.rejects(request(), codeIs('conflict'))
    assert.equal(specs.length, 20)
  })
})

describe('a failure is told by its code', () => {
  const reason = verbatim('no')
  const CASES: readonly (readonly [failure: CreateFailure, code: string])[] = [
    [{ kind: 'port_taken', port: 80, reason }, 'conflict'],
    [{ kind: 'image_missing', reason }, 'image_missing'],
    [{ kind: 'unreachable', reason }, 'runtime_unavailable'],
    [{ kind: 'other', reason }, 'general_error'],
  ]
  for (const [failure, code] of CASES)
    test(`${failure.kind} is ${code}, and not tried again`, async () => {
      const { request, specs } = rig({ failures: [failure] })
      await assert.rejects(request(), codeIs(code))
      assert.equal(specs.length, 1)
    })

  test('a runtime that can not do it at all says so for good', async () => {
    const { request } = rig({ failures: [{ kind: 'unsupported', reason }] })
    await assert.rejects(request(), (error) => error instanceof DomainError && error.isLasting)
  })
})
