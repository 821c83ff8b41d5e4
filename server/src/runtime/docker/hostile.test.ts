import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { type TestContext, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { type Answers, json, refuse, runtimeOn } from '@acestream-orchestrator/testing/fakes/docker'
import { DomainError } from '../../lib/errors.ts'
import type { CreateResult, GenericSpec } from '../../provisioning/ports.ts'
import { cureFor } from './containers/reading/last-words.ts'
import type { DockerRuntime } from './runtime.ts'

const ID = 'a'.repeat(64)
const OTHER = 'b'.repeat(64)
const LABELS = { 'ondemand.app': 'us', 'acestream.http_port': '19000' }
const VERSION = { Version: '28.3.0', ApiVersion: '1.51', MinAPIVersion: '1.24' }
const rowOf = (Id: string) => ({
  Id,
  Names: [`/engine-${Id[0]}`],
  Image: 'engine:1',
  State: 'running',
  Status: 'Up 5 minutes',
  Labels: LABELS,
})
const bodyOf = (Id: string) => ({
  Id,
  Name: `/engine-${Id[0]}`,
  State: { Status: 'running', Running: true, StartedAt: '2026-11-22T17:45:47Z' },
  Config: { Image: 'engine:1', Labels: LABELS },
})

/** Declares more than it sends, and hangs up. */
const cutAfter = (piece: string | Buffer) => (answer: ServerResponse) => {
  answer.writeHead(200, { 'content-length': 1000 })
  answer.write(piece)
  setTimeout(() => answer.destroy(), 5)
}
/** As above, and says nothing more. */
const stalledAfter = (piece: string | Buffer) => (answer: ServerResponse) => {
  answer.writeHead(200, { 'content-length': 1000 })
  answer.write(piece)
}
const JSON_PIECE = '[{"Id":"a'
const cut = cutAfter(JSON_PIECE)
const stalled = stalledAfter(JSON_PIECE)
/** A whole line of a log, as Docker frames it, and the beginning of the next. */
const frameOf = (line: string) =>
  Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, line.length]), Buffer.from(line)])
const LOG_PIECE = Buffer.concat([frameOf('2026-11-22T17:45:47Z one\n'), Buffer.from([2, 0, 0])])
const garbage = (answer: ServerResponse) => void answer.writeHead(200).end('<html>sign in</html>')

const GOOD: Answers = {
  'GET /version': json(VERSION),
  'GET /containers/json': json([rowOf(ID), rowOf(OTHER)]),
  [`GET /containers/${ID}/json`]: json(bodyOf(ID)),
  [`GET /containers/${OTHER}/json`]: json(bodyOf(OTHER)),
}

async function docker(t: TestContext, given: Answers): Promise<{ runtime: DockerRuntime; answers: Answers }> {
  const answers: Answers = { ...GOOD, ...given }
  return { runtime: await runtimeOn(t, answers), answers }
}

const signal = new AbortController().signal

const CALLS: readonly (readonly [
  route: string,
  run: (runtime: DockerRuntime) => Promise<unknown>,
  piece?: Buffer,
])[] = [
  ['GET /version', (runtime) => runtime.list(signal)],
  ['GET /containers/json', (runtime) => runtime.list(signal)],
  ['GET /images/engine:1/json', (runtime) => runtime.image('engine:1', signal)],
  ['POST /images/create', (runtime) => runtime.pull('engine:1', () => {}, signal)],
  [`GET /containers/${ID}/stats`, (runtime) => runtime.stats(ID, signal)],
  [`DELETE /containers/${ID}`, (runtime) => runtime.remove(ID, 0, signal)],
  [
    `GET /containers/${ID}/logs`,
    (runtime) => Array.fromAsync(runtime.logs(ID, { follow: false }, signal)),
    LOG_PIECE,
  ],
  [
    `GET /containers/${ID}/logs`,
    (runtime) => Array.fromAsync(runtime.logs(ID, { follow: true }, signal)),
    LOG_PIECE,
  ],
]

for (const [route, run, piece = JSON_PIECE] of CALLS)
  test(`${route} cut in mid-body is a Docker that can't be reached, and the next try works`, async (t) => {
    const { runtime, answers } = await docker(t, { [route]: cutAfter(piece) })
    await assert.rejects(
      run(runtime),
      (error) => error instanceof DomainError && error.code === 'runtime_unavailable',
    )
    delete answers[route]
    Object.assign(answers, GOOD)
    assert.equal((await runtime.list(signal)).length, 2)
  })

const hungUp = (answer: ServerResponse) => void answer.destroy()
const brokenChunk = (answer: ServerResponse) => {
  answer.socket?.end(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n{"Id":"\r\nnone\r\n`)
}

for (const [how, say] of [
  ['cut in mid-body', cut],
  ['cut before it begins', hungUp],
  ['garbled in mid-body', brokenChunk],
] as const)
  test(`an inspection that is ${how} every time leaves the container as known and listed`, async (t) => {
    const { runtime, answers } = await docker(t, {})
    const [before] = await runtime.list(signal)
    answers[`GET /containers/${ID}/json`] = say
    answers['GET /containers/json'] = json([{ ...rowOf(ID), Status: 'Up 2 seconds' }, rowOf(OTHER)])
    for (let pass = 0; pass < 3; pass++) {
      const [kept, other] = await runtime.list(signal)
      assert.deepEqual([kept?.status, kept?.startedAtMs], ['running', before?.startedAtMs])
      assert.equal(failedCall(kept?.unread), 'inspect_container')
      assert.deepEqual([other?.id, other?.unread], [OTHER, null])
      assert.equal(failedCall((await runtime.inspect(ID, signal))?.unread), 'inspect_container')
    }
    assert.equal(runtime.status().reachable, true)
  })

test('a Docker that goes away during an inspection is away, not a container that can not be read', async (t) => {
  const { runtime, answers } = await docker(t, {})
  answers[`GET /containers/${ID}/json`] = (answer) => {
    answers['GET /containers/json'] = hungUp
    cut(answer)
  }
  await assert.rejects(
    runtime.list(signal),
    (error) =>
      error instanceof DomainError &&
      error.code === 'runtime_unavailable' &&
      failedCall(error.reason) === 'list_containers',
  )
  assert.equal(runtime.status().reachable, false)
})

test('a container that is gone when its inspection was cut is listed no more', async (t) => {
  const { runtime, answers } = await docker(t, {})
  answers[`GET /containers/${ID}/json`] = (answer) => {
    answers['GET /containers/json'] = json([rowOf(OTHER)])
    cut(answer)
  }
  assert.deepEqual(
    (await runtime.list(signal)).map(({ id }) => id),
    [OTHER],
  )
})

test('statistics that are cut every time are no sign that Docker is away', async (t) => {
  const { runtime } = await docker(t, { [`GET /containers/${ID}/stats`]: cut })
  await runtime.list(signal)
  await assert.rejects(runtime.stats(ID, signal), { code: 'runtime_unavailable' })
  assert.equal(runtime.status().reachable, true)
})

/** Runs `work` against an answer that stalls, and jumps over its deadline once it is waited for. */
async function overDeadline<T>(
  t: TestContext,
  { route, ms }: { readonly route: string; readonly ms: number },
  given: Answers,
  work: (runtime: DockerRuntime) => Promise<T>,
): Promise<{ readonly runtime: DockerRuntime; readonly answers: Answers; readonly result: Promise<T> }> {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const asked = Promise.withResolvers<void>()
  const { runtime, answers } = await docker(t, {
    ...given,
    [route]: (answer) => {
      stalled(answer)
      asked.resolve()
    },
  })
  const result = work(runtime)
  result.catch(() => {}) // looked at below, after the jump
  await asked.promise
  await new Promise((resolve) => setImmediate(resolve))
  t.mock.timers.tick(ms)
  return { runtime, answers, result }
}

for (const route of ['GET /version', 'GET /containers/json'])
  test(`${route} that stalls in mid-body is given up at its deadline, and the next try works`, async (t) => {
    const late = await overDeadline(t, { route, ms: 15_000 }, {}, (runtime) => runtime.list(signal))
    await assert.rejects(
      late.result,
      (error) =>
        error instanceof DomainError &&
        error.code === 'runtime_unavailable' &&
        causeOf(error.reason)?.code === 'docker_timeout',
    )
    Object.assign(late.answers, GOOD)
    assert.equal((await late.runtime.list(signal)).length, 2)
  })

test('an inspection that stalls in mid-body leaves the container as listed', async (t) => {
  const stalling = { route: `GET /containers/${ID}/json`, ms: 15_000 }
  const alone = { 'GET /containers/json': json([rowOf(ID)]) }
  const { result } = await overDeadline(t, stalling, alone, (runtime) => runtime.list(signal))
  const [kept] = await result
  assert.deepEqual([kept?.id, kept?.status], [ID, 'running'])
  assert.equal(causeOf(kept?.unread)?.code, 'docker_timeout')
})

test('the inspection of a known container holds up the others for three seconds at most', async (t) => {
  const { runtime, answers } = await docker(t, {})
  await runtime.list(signal)
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const asked = Promise.withResolvers<void>()
  answers['GET /containers/json'] = json([{ ...rowOf(ID), Status: 'Up 2 seconds' }, rowOf(OTHER)])
  answers[`GET /containers/${ID}/json`] = (answer) => {
    stalled(answer)
    asked.resolve()
  }
  const list = runtime.list(signal)
  await asked.promise
  await new Promise((resolve) => setImmediate(resolve))
  t.mock.timers.tick(3_000)
  const [kept] = await list
  assert.equal(kept?.startedAtMs, 1_795_369_547_000)
  const { endpoint } = (causeOf(kept?.unread) ?? {}) as { endpoint?: string }
  assert.deepEqual(causeOf(kept?.unread), { code: 'docker_timeout', endpoint, timeoutMs: 3000 })
})

type Maybe<T> = T | null | undefined

function failedCall(reason: Maybe<Reason>): string | undefined {
  return reason?.code === 'runtime_call_failed' ? reason.call : undefined
}

function causeOf(reason: Maybe<Reason>): Reason | undefined {
  return reason?.code === 'runtime_call_failed' ? reason.reason : undefined
}

const SPEC: GenericSpec = {
  name: 'x',
  image: 'i',
  env: {},
  labels: {},
  ports: {},
  publishIp: '',
  memoryLimitBytes: null,
  cpuLimit: null,
}
const gone = (answer: ServerResponse) => void answer.writeHead(204).end()
const CREATION: Answers = {
  'POST /containers/create': json({ Id: OTHER }),
  [`POST /containers/${OTHER}/start`]: gone,
}

for (const [what, route, ms] of [
  ['creation', 'POST /containers/create', 30_000],
  ['start', `POST /containers/${OTHER}/start`, 60_000],
] as const) {
  const unreachable = ({
    runtime,
    answers,
    result,
  }: Awaited<ReturnType<typeof overDeadline<CreateResult>>>) =>
    result.then(async (made) => {
      assert.equal(made.ok ? 'made' : made.failure.kind, 'unreachable')
      Object.assign(answers, CREATION)
      assert.equal((await runtime.createGeneric(SPEC, signal)).ok, true)
    })

  for (const [how, start] of [
    [
      'cut',
      async (t: TestContext, given: Answers) => {
        const { runtime, answers } = await docker(t, { ...given, [route]: cut })
        return { runtime, answers, result: runtime.createGeneric(SPEC, signal) }
      },
    ],
    [
      'stalled',
      (t: TestContext, given: Answers) =>
        overDeadline(t, { route, ms }, given, (runtime) => runtime.createGeneric(SPEC, signal)),
    ],
  ] as const)
    test(`a ${what} that is ${how} in mid-body has failed as unreachable, and the next works`, async (t) => {
      let erased = 0
      const erase = (answer: ServerResponse) => {
        erased++
        gone(answer)
      }
      await unreachable(await start(t, { ...CREATION, [`DELETE /containers/${OTHER}`]: erase }))
      assert.equal(erased, what === 'start' ? 1 : 0, 'what may not have started is not left behind')
    })
}

for (const [how, say] of [
  ['is cut', cutAfter(LOG_PIECE)],
  ['stalls', stalledAfter(LOG_PIECE)],
] as const)
  test(`a dead container whose log ${how} in mid-body is listed without its last words`, async (t) => {
    const State = { Status: 'exited', Running: false, ExitCode: 127, FinishedAt: '2026-11-22T17:45:48Z' }
    const { runtime } = await docker(t, {
      [`GET /containers/${ID}/json`]: json({ ...bodyOf(ID), State }),
      [`GET /containers/${ID}/logs`]: say,
    })
    const [dead, other] = await runtime.list(signal)
    assert.deepEqual([dead?.exitCode, dead?.lastWords, other?.status], [127, null, 'running'])
  })

test('events that are cut in mid-body are followed again, and all is read again', async (t) => {
  const life = new AbortController()
  const { runtime, answers } = await docker(t, { 'GET /events': cut })
  let opened = 0
  const again = Promise.withResolvers<void>()
  const watching = runtime.watch((id) => {
    if (id === null && ++opened === 2) again.resolve()
  }, life.signal)
  await again.promise
  life.abort()
  await watching
  Object.assign(answers, GOOD)
  assert.equal((await runtime.list(signal)).length, 2)
})

test('events that stall in the middle of one hold up nothing else, nor the stop', async (t) => {
  const life = new AbortController()
  const opened = Promise.withResolvers<void>()
  const { runtime } = await docker(t, { 'GET /events': stalled })
  const watching = runtime.watch(() => opened.resolve(), life.signal)
  await opened.promise
  assert.equal((await runtime.list(signal)).length, 2)
  life.abort()
  await watching
})

for (const [route, run] of CALLS.slice(0, 3))
  test(`${route} answered with something else than Docker's is refused in words`, async (t) => {
    for (const say of [garbage, json('x'), json(7)]) {
      const { runtime } = await docker(t, { [route]: say })
      await assert.rejects(run(runtime), { name: 'DomainError', code: 'runtime_unavailable' })
    }
  })

test('rows and names that are none are left out, and nothing ends by them', async (t) => {
  const odd = {
    ...rowOf(ID),
    Names: [7, null],
    Labels: { ...LABELS, x: 3 },
    NetworkSettings: { Networks: [] },
  }
  const { runtime } = await docker(t, {
    'GET /containers/json': json([null, 'x', 7, [], {}, { Id: 3 }, odd]),
    [`GET /containers/${ID}/json`]: json({
      Id: ID,
      Name: 7,
      State: 'x',
      Config: { Labels: LABELS, Env: {} },
    }),
  })
  const [facts, ...more] = await runtime.list(signal)
  assert.deepEqual([facts?.id, facts?.name, more.length], [ID, '', 0])
})

for (const [name, say] of [
  ['500', refuse(500)],
  ['503', refuse(503)],
  ['409', refuse(409)],
  ['403', refuse(403)],
  ['garbage', garbage],
] as const)
  test(`a container whose inspection answers ${name} is kept with the reason, and the others are read`, async (t) => {
    const { runtime } = await docker(t, { [`GET /containers/${ID}/json`]: say })
    const facts = await runtime.list(signal)
    const [kept, other] = facts
    assert.deepEqual([kept?.id, kept?.name, kept?.status, kept?.labels], [ID, 'engine-a', 'running', LABELS])
    assert.ok(kept?.unread)
    assert.deepEqual([other?.id, other?.unread, other?.startedAtMs], [OTHER, null, 1_795_369_547_000])
    assert.equal((await runtime.inspect(ID, signal))?.status, 'running')
  })

test('what was known of a container before its inspection failed is kept, its state is as listed', async (t) => {
  const { runtime, answers } = await docker(t, {})
  await runtime.list(signal)
  answers[`GET /containers/${ID}/json`] = refuse(500)
  answers['GET /containers/json'] = json([
    { ...rowOf(ID), State: 'exited', Status: 'Exited (137) 3 seconds ago' },
    rowOf(OTHER),
  ])
  const [kept] = await runtime.list(signal)
  assert.deepEqual(
    [kept?.status, kept?.exitCode, kept?.startedAtMs, kept?.unread],
    ['exited', 137, 1_795_369_547_000, verbatim('no')],
  )
})

test('events that are none are passed over', async (t) => {
  const life = new AbortController()
  const { runtime } = await docker(t, {
    'GET /events': (answer) => {
      answer.writeHead(200)
      answer.write(`null\n7\n{"Actor":3}\n{"Action":"die","Actor":{"ID":"${ID}","Attributes":[]}}\n`)
    },
  })
  const hinted = new Promise<void>((resolve) => {
    void runtime.watch((id) => {
      if (id === ID) resolve()
    }, life.signal)
  })
  await hinted
  life.abort()
})

test('a container that Docker can not show is removed all the same', async (t) => {
  let removed = 0
  const { runtime, answers } = await docker(t, {
    [`GET /containers/${ID}/json`]: refuse(500),
    [`DELETE /containers/${ID}`]: (answer) => {
      removed++
      answer.writeHead(204).end()
    },
  })
  await runtime.list(signal)
  await runtime.remove(ID, 0, signal)
  assert.equal(removed, 1)
  answers['GET /containers/json'] = json([{ ...rowOf(ID), Labels: {} }])
  await runtime.remove(ID, 0, signal)
  assert.equal(removed, 1, 'one without our label is left alone')
})

test('after one death of it, containers are created without init and no-new-privileges, and say so', async (t) => {
  const frame = frameOf('exec /sbin/docker-init: operation not permitted\n')
  const State = { Status: 'exited', Running: false, ExitCode: 255, FinishedAt: '2026-11-22T17:45:48Z' }
  const bodies: { Labels: Record<string, string>; HostConfig: Record<string, unknown> }[] = []
  const { runtime } = await docker(t, {
    [`GET /containers/${ID}/json`]: json({ ...bodyOf(ID), State }),
    [`GET /containers/${ID}/logs`]: (answer) => void answer.writeHead(200).end(frame),
    'POST /containers/create': (answer) => {
      let sent = ''
      answer.req.on('data', (chunk) => {
        sent += chunk
      })
      answer.req.on('end', () => {
        bodies.push(JSON.parse(sent))
        json({ Id: OTHER, Warnings: ['Limitation discarded', 7] })(answer)
      })
    },
    [`POST /containers/${OTHER}/start`]: (answer) => void answer.writeHead(204).end(),
  })
  const created = await runtime.createGeneric(SPEC, signal)
  assert.deepEqual(created.ok && created.warnings, ['Limitation discarded'])
  const [dead] = await runtime.list(signal)
  assert.equal(dead?.lastWords, 'exec /sbin/docker-init: operation not permitted')
  assert.equal((await runtime.createGeneric(SPEC, signal)).ok, true)
  const [before, after] = bodies
  assert.deepEqual([before?.HostConfig['Init'], before?.Labels['orchestrator.hardening']], [true, undefined])
  assert.equal('Init' in (after?.HostConfig ?? {}), false)
  assert.equal('SecurityOpt' in (after?.HostConfig ?? {}), false)
  assert.equal(after?.Labels['orchestrator.hardening'], 'reduced')
})

test('for an engine built for smaller memory pages than the machine has, both are named, and the cure', () => {
  const line = 'libpython: ELF load command address/offset not page-aligned'
  assert.deepEqual(
    cureFor(line, () => 16_384),
    { code: 'boot_kernel_with_4_kib_pages', bytes: 16_384 },
  )
  assert.equal(
    cureFor('no such file', () => 16_384),
    null,
  )
})
