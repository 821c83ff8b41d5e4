import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { anId, aPolicy, aWorld, someFacts } from '@acestream-orchestrator/testing/builders/world'
import { fakeDockerClient, type Reply } from '@acestream-orchestrator/testing/fakes/docker-client'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { LABELS, REDUCED_HARDENING } from '../../../engines/labels.ts'
import type { ContainerFacts } from '../../../engines/ports.ts'
import { neverAborts } from '../../../lib/abort.ts'
import { DomainError } from '../../../lib/errors.ts'
import { type Logger, silentLogger } from '../../../lib/log.ts'
import type { EngineSpec } from '../../../provisioning/ports.ts'
import { openLedger } from '../../../provisioning/spec/allocation.ts'
import { specFor } from '../../../provisioning/spec/engine-spec.ts'
import { DockerRefusal } from '../connection/refusal.ts'
import type { CreateBody } from './create-body.ts'
import { createLifecycle } from './lifecycle.ts'

const ID = anId(1)
const CREATE = 'POST /containers/create'
const START = `POST /containers/${ID}/start`
const STOP = `POST /containers/${ID}/stop`
const RESTART = `POST /containers/${ID}/restart`
const REMOVE = `DELETE /containers/${ID}`
const away = () => new DomainError('runtime_unavailable', 'Docker is away')
const no = (status: number, words: string) => () => new DockerRefusal(status, words)
const never = neverAborts()

function aSpec(change: Partial<EngineSpec> = {}): EngineSpec {
  const world = aWorld()
  const order = { node: null, forwarded: false, request: null, hasEntrypoint: true, imageDigest: null }
  const spec = specFor(world.policy.spec, openLedger(world), order)
  assert.ok('name' in spec)
  return { ...spec, ...change }
}

interface Situation {
  /** Beside those of a Docker where all goes well. */
  readonly replies?: Record<string, Reply>
  /** What inspections of the container find, one after the other; the last goes on. */
  readonly facts?: readonly (ContainerFacts | undefined)[]
  readonly holder?: 'ours' | 'foreign' | undefined | Error
  readonly isReduced?: boolean
}

function rig({ replies, facts = [someFacts()], holder, isReduced = false }: Situation = {}) {
  const clock = manualClock()
  const client = fakeDockerClient(
    {
      [CREATE]: { Id: ID, Warnings: null },
      [START]: {},
      [STOP]: {},
      [RESTART]: {},
      [REMOVE]: {},
      ...replies,
    },
    clock,
  )
  const log: string[] = []
  const logger: Logger = {
    ...silentLogger,
    debug: (_, message) => log.push(`debug: ${message}`),
    warn: (_, message) => log.push(`warn: ${message}`),
  }
  let looks = 0
  const lifecycle = createLifecycle({
    client,
    clock,
    logger,
    containers: {
      inspect: async () => facts[Math.min(looks++, facts.length - 1)],
      holderOf: async () => {
        if (holder instanceof Error) throw holder
        return holder
      },
    },
    hardening: { isReduced: () => isReduced },
    placement: async () => ({
      network: 'media',
      contained: false,
      sameMachine: true,
      networkOwner: null,
      networkIds: new Set(),
      engineHost: '127.0.0.1',
      dockerMachine: null,
      advertise: 'published',
    }),
  })
  const bodyOf = (path: string) => client.details.find((each) => each.path === path)?.body as CreateBody
  const queryOf = (key: string) => client.details[client.calls.indexOf(key)]?.query
  return { clock, client, lifecycle, log, bodyOf, queryOf }
}

describe('a creation', () => {
  test('creates under its name, starts, and answers with what is there then', async () => {
    const facts = someFacts({ name: 'seen' })
    const { client, lifecycle, queryOf, bodyOf } = rig({
      facts: [facts],
      replies: { [CREATE]: { Id: ID, Warnings: ['no swap limit'] } },
    })
    const result = await lifecycle.create(aSpec(), never)
    assert.deepEqual(result, { ok: true, facts, warnings: ['no swap limit'] })
    assert.deepEqual(client.calls, [CREATE, START])
    assert.deepEqual(queryOf(CREATE), { name: 'acestream-1' })
    assert.equal(bodyOf('/containers/create').HostConfig['NetworkMode'], 'media')
  })

  test('is hardened unless this Docker runs nothing under it', async () => {
    for (const isReduced of [false, true]) {
      const { lifecycle, bodyOf } = rig({ isReduced })
      await lifecycle.create(aSpec(), never)
      const { HostConfig, Labels } = bodyOf('/containers/create')
      assert.equal('Init' in HostConfig, !isReduced)
      assert.equal(Labels[LABELS.hardening], isReduced ? REDUCED_HARDENING : undefined)
    }
  })

  test('of a container that is no engine goes the same way', async () => {
    const { client, lifecycle, bodyOf } = rig()
    const { label, publishIp } = aPolicy().spec
    const result = await lifecycle.createGeneric(
      {
        name: 'web-1',
        image: 'nginx',
        env: {},
        labels: { [label.key]: label.value },
        ports: { '80/tcp': 8080 },
        publishIp,
        memoryLimitBytes: null,
        cpuLimit: null,
      },
      never,
    )
    assert.ok(result.ok)
    assert.deepEqual(client.calls, [CREATE, START])
    assert.equal(bodyOf('/containers/create')['Image'], 'nginx')
  })

  test('that does not start leaves nothing behind', async () => {
    const { client, lifecycle } = rig({
      replies: { [START]: no(500, 'Bind for 0.0.0.0:19000 failed: port is already allocated') },
    })
    const result = await lifecycle.create(aSpec(), never)
    assert.ok(!result.ok && result.failure.kind === 'port_taken')
    assert.equal(result.failure.port, 19_000)
    assert.deepEqual(client.calls, [CREATE, START, REMOVE])
  })

  test('whose container is gone before it was read is a failure', async () => {
    const { client, lifecycle } = rig({ facts: [undefined] })
    const result = await lifecycle.create(aSpec(), never)
    assert.ok(!result.ok)
    assert.deepEqual(result.failure, { kind: 'other', reason: { code: 'removed_while_starting' } })
    assert.equal(client.calls.at(-1), REMOVE)
  })

  test('that leaves its container behind says so, and keeps the first reason', async () => {
    const { lifecycle, log } = rig({
      replies: { [START]: no(500, 'no space left'), [REMOVE]: no(500, 'device busy') },
    })
    const result = await lifecycle.create(aSpec(), never)
    assert.match(JSON.stringify(result), /no space left/)
    assert.deepEqual(log, ['warn: a container that did not start is left behind'])
  })

  test('by a Docker that is away is an unreachable one', async () => {
    const { lifecycle } = rig({ replies: { [CREATE]: away } })
    assert.deepEqual(await lifecycle.create(aSpec(), never), {
      ok: false,
      failure: { kind: 'unreachable', reason: verbatim('Docker is away') },
    })
  })

  test('into a VPN that is gone is told from one on its own network', async () => {
    const network = { kind: 'vpn', containerId: anId(9), containerName: 'gluetun' } as const
    const replies = { [START]: no(404, `No such container: ${anId(9)}`) }
    const joined = await rig({ replies }).lifecycle.create(aSpec({ network }), never)
    const own = await rig({ replies }).lifecycle.create(aSpec(), never)
    assert.deepEqual(
      [joined, own].map((each) => !each.ok && each.failure.kind),
      ['vpn_gone', 'other'],
    )
  })

  const HOLDERS: readonly (readonly [what: string, holder: Situation['holder'], foreign: boolean])[] = [
    ['foreign', 'foreign', true],
    ['ours', 'ours', false],
    ['being created', undefined, false],
    ['not to be found out', away(), false],
  ]
  for (const [what, holder, foreign] of HOLDERS)
    test(`of a name whose holder is ${what} ${foreign ? 'needs another name' : 'may be tried again'}`, async () => {
      const words = 'Conflict. The container name "/acestream-1" is already in use by container "ab"'
      const { lifecycle } = rig({ holder, replies: { [CREATE]: no(409, words) } })
      const result = await lifecycle.create(aSpec(), never)
      assert.ok(!result.ok && result.failure.kind === 'name_taken')
      assert.equal(result.failure.foreign, foreign)
    })

  test('that is aborted while it starts removes its container all the same', async () => {
    const life = new AbortController()
    const reason = new Error('shutting down')
    const { client, lifecycle } = rig({ replies: { [START]: () => life.abort(reason) } })
    await assert.rejects(lifecycle.create(aSpec(), life.signal), reason)
    assert.deepEqual(client.calls, [CREATE, START, REMOVE])
  })
})

describe('a restart', () => {
  test('gives the grace in whole seconds and answers with the new run', async () => {
    const after = someFacts({ startedAtMs: 5 })
    const { client, lifecycle, queryOf } = rig({ facts: [someFacts(), after] })
    assert.deepEqual(await lifecycle.restart(ID, 4001, never), { ok: true, facts: after })
    assert.deepEqual(client.calls, [RESTART])
    assert.deepEqual(queryOf(RESTART), { t: 5 })
  })

  test('of one that is gone asks Docker for nothing', async () => {
    const { client, lifecycle } = rig({ facts: [undefined] })
    const result = await lifecycle.restart(ID, 0, never)
    assert.match(JSON.stringify(result), /no_such_container/)
    assert.deepEqual(client.calls, [])
  })

  test('whose VPN is missing says so, unless the container itself is', async () => {
    const inVpn = someFacts({ vpn: 'gluetun' })
    const kindFor = async (missing: string) => {
      const replies = { [RESTART]: no(404, `No such container: ${missing}`) }
      const result = await rig({ facts: [inVpn], replies }).lifecycle.restart(ID, 0, never)
      return !result.ok && result.failure.kind
    }
    assert.deepEqual([await kindFor(anId(9)), await kindFor(inVpn.id)], ['vpn_gone', 'other'])
  })
})

describe('a removal', () => {
  test('stops with the grace in whole seconds, then removes with anonymous volumes', async () => {
    const { client, lifecycle, queryOf } = rig()
    await lifecycle.remove(ID, 4001, never)
    assert.deepEqual(client.calls, [STOP, REMOVE])
    assert.deepEqual([queryOf(STOP), queryOf(REMOVE)], [{ t: 5 }, { force: true, v: true }])
  })

  test('without grace does not stop first', async () => {
    const { client, lifecycle } = rig()
    await lifecycle.remove(ID, 0, never)
    assert.deepEqual(client.calls, [REMOVE])
  })

  test('of what is gone is done, before it and in between', async () => {
    const gone = rig({ facts: [undefined] })
    await gone.lifecycle.remove(ID, 1000, never)
    assert.deepEqual(gone.client.calls, [])
    for (const refused of [no(404, 'x'), no(500, 'no such container: ab')]) // the second is Podman's
      await rig({ replies: { [REMOVE]: refused } }).lifecycle.remove(ID, 0, never)
  })

  for (const [status, level] of [
    [403, 'warn'],
    [409, 'debug'],
  ] as const)
    test(`goes on where the stop is refused with ${status}, which is worth a ${level}`, async () => {
      const { client, lifecycle, log } = rig({ replies: { [STOP]: no(status, 'no') } })
      await lifecycle.remove(ID, 1000, never)
      assert.equal(client.calls.at(-1), REMOVE)
      assert.deepEqual(log, [`${level}: stopping before removal was refused`])
    })

  test('ends where Docker is away during the stop', async () => {
    const { client, lifecycle } = rig({ replies: { [STOP]: away } })
    await assert.rejects(lifecycle.remove(ID, 1000, never), { code: 'runtime_unavailable' })
    assert.deepEqual(client.calls, [STOP])
  })

  const underWay = { replies: { [REMOVE]: no(409, 'removal of container ab is already in progress') } }

  test("waits for somebody else's removal", async () => {
    const { clock, lifecycle } = rig({
      ...underWay,
      facts: [someFacts(), someFacts(), someFacts(), undefined],
    })
    const removed = lifecycle.remove(ID, 0, never).then(() => clock.elapsedMs())
    await clock.advance(10_000)
    assert.equal(await removed, 400)
  })

  test('is given up after a minute in which it is still there', async () => {
    const { clock, lifecycle } = rig(underWay)
    const failed = assert.rejects(lifecycle.remove(ID, 0, never), /already in progress/)
    await clock.advance(60_400)
    await failed
  })

  test('of a network that others need names them', async () => {
    const words = `container ab has dependent containers which must be removed before it: ${anId(7)}: exists`
    const { lifecycle } = rig({ replies: { [REMOVE]: no(500, words) } })
    await assert.rejects(lifecycle.remove(ID, 0, never), (error: unknown) => {
      assert.ok(error instanceof DomainError)
      assert.match(JSON.stringify(error.reason), new RegExp(`needed_by_containers.*${anId(7).slice(0, 12)}`))
      return true
    })
  })
})
