import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, describe, test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { claimPorts } from '@acestream-orchestrator/testing/machine/port-block'
import type { ContainerFacts, LogLine } from '../../engines/ports.ts'
import { systemClock } from '../../lib/clock.ts'
import { silentLogger } from '../../lib/log.ts'
import type { EngineSpec } from '../../provisioning/ports.ts'
import { createProcessRuntime } from './process-runtime.ts'
import { identify, isAlive } from './system/proc.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'process-runtime-'))
const never = new AbortController().signal
const label = { key: 'app', value: 'test' }
const SLEEPER = ['sh', '-c', 'echo up on {http_port}; echo oops >&2; exec sleep 300']

/** Of one test, the oldest first. */
const runtimes: Runtime[] = []

function runtimeOf(command: readonly string[] = SLEEPER, ownLabel = label) {
  const options = { dataDir, command, label: ownLabel, advertisedHost: 'tv.local' }
  const runtime = createProcessRuntime({ ...options, clock: systemClock, log: silentLogger })
  runtimes.push(runtime)
  return runtime
}

const ports = await claimPorts()
let nextPort = ports.first

function spec(changes: Partial<EngineSpec> = {}): EngineSpec {
  const first = nextPort
  nextPort += 4
  assert.ok(nextPort <= ports.first + ports.count, 'the ports of this file are used up')
  return {
    name: `acestream-${first}`,
    image: 'sleep:1',
    variant: 'args',
    args: [],
    env: {},
    labels: { app: 'test' },
    ports: { http: first, https: first + 1, api: first + 2, p2p: first + 3 },
    network: { kind: 'own', network: null, publishIp: '127.0.0.1' },
    memoryLimitBytes: null,
    cpuLimit: null,
    publishHttps: false,
    ...changes,
  }
}

type Runtime = ReturnType<typeof createProcessRuntime>

async function created(runtime: Runtime, wanted = spec()): Promise<ContainerFacts> {
  const result = await runtime.create(wanted, never)
  assert.ok(result.ok, result.ok ? '' : result.failure.kind)
  return result.facts
}

function pidOf(id: string): number {
  return JSON.parse(readFileSync(join(dataDir, 'engines', id, 'record.json'), 'utf8')).run.process.pid
}

async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await check()) return
    await systemClock.sleep(20)
  }
  assert.fail(`never: ${what}`)
}

async function inspected(runtime: Runtime, id: string): Promise<ContainerFacts> {
  const facts = await runtime.inspect(id, never)
  assert.ok(facts)
  return facts
}

/** Each engine by the runtime that made it: another one's last word on it could outlive its directory. */
async function removeAll(): Promise<void> {
  for (const runtime of runtimes.splice(0))
    for (const { id } of await runtime.list(never)) await runtime.remove(id, 200, never)
}

afterEach(removeAll)
after(() => {
  rmSync(dataDir, { recursive: true })
  ports.release()
})

describe('creating', () => {
  test('an engine runs with its ports filled in, detached, with output in a file', async () => {
    const runtime = runtimeOf()
    const wanted = spec()
    const facts = await created(runtime, wanted)
    assert.match(facts.id, /^[0-9a-f]{64}$/)
    assert.equal(facts.status, 'running')
    assert.equal(facts.finishedAtMs, null)
    assert.deepEqual(facts.addresses, [{ host: '127.0.0.1', port: wanted.ports.http }])
    assert.deepEqual(facts.advertised, { host: 'tv.local', port: wanted.ports.http })
    const output = join(dataDir, 'engines', facts.id, 'output.log')
    await until('output', () => readFileSync(output, 'utf8') === `up on ${wanted.ports.http}\noops\n`)
    const stat = readFileSync(`/proc/${pidOf(facts.id)}/stat`, 'utf8').split(' ')
    assert.equal(stat[5], stat[0], 'it leads a session of its own')
  })

  test('it inherits no setting of ours, and gets what the spec adds', async () => {
    process.env['API_KEY'] = 'tell-nobody'
    const runtime = runtimeOf(['sh', '-c', 'exec env'])
    const facts = await created(runtime, spec({ env: { EXTRA: '1' } }))
    await until('end', async () => (await inspected(runtime, facts.id)).status === 'exited')
    delete process.env['API_KEY']
    const output = readFileSync(join(dataDir, 'engines', facts.id, 'output.log'), 'utf8')
    assert.match(output, /^EXTRA=1$/m)
    assert.match(output, /^PATH=/m)
    assert.doesNotMatch(output, /tell-nobody/)
  })

  test('a name of ours that is taken is told as such', async () => {
    const runtime = runtimeOf()
    const { name } = await created(runtime)
    const result = await runtime.create(spec({ name }), never)
    assert.ok(!result.ok)
    assert.equal(result.failure.kind, 'name_taken')
  })

  test('of two creations at once with the same name only one succeeds', async () => {
    const runtime = runtimeOf()
    const results = await Promise.all(
      [spec({ name: 'twin' }), spec({ name: 'twin' })].map((one) => runtime.create(one, never)),
    )
    assert.deepEqual(results.map(({ ok }) => ok).sort(), [false, true])
    assert.equal((await runtime.list(never)).length, 1)
  })

  test('a port that another program holds is told with its number', async () => {
    const wanted = spec()
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(wanted.ports.api, '127.0.0.1', resolve))
    const result = await runtimeOf().create(wanted, never)
    server.close()
    assert.ok(!result.ok)
    assert.deepEqual(
      [result.failure.kind, 'port' in result.failure && result.failure.port],
      ['port_taken', wanted.ports.api],
    )
  })

  test('a port of an engine that has not bound it yet is taken too', async () => {
    const runtime = runtimeOf()
    const { ports } = spec()
    await created(runtime, spec({ ports }))
    const result = await runtime.create(spec({ ports }), never)
    assert.equal(!result.ok && result.failure.kind, 'port_taken')
  })

  test('a program that does not exist is a failure with its name and leaves nothing behind', async () => {
    const runtime = runtimeOf(['no-such-engine'])
    const { name, ...rest } = spec()
    const result = await runtime.create({ name, ...rest }, never)
    assert.ok(!result.ok)
    assert.deepEqual(result.failure.reason, {
      code: 'with_cure',
      reason: {
        code: 'runtime_call_failed',
        call: 'create_process',
        subject: name,
        reason: verbatim('spawn no-such-engine ENOENT'),
      },
      cure: { code: 'check_engine_command' },
    })
    assert.deepEqual(readdirSync(join(dataDir, 'engines')), [])
  })
})

describe('ends', () => {
  test('a child that ends by itself is hinted at once, with its exit code', async () => {
    const runtime = runtimeOf(['sh', '-c', 'sleep 0.2; exit 7'])
    const hints: (string | null)[] = []
    const life = new AbortController()
    const watching = runtime.watch((id) => hints.push(id), life.signal)
    const { id } = await created(runtime)
    await until('hint', async () => hints.length > 0 && (await inspected(runtime, id)).status === 'exited')
    const { exitCode, error, finishedAtMs } = await inspected(runtime, id)
    assert.deepEqual([exitCode, error], [7, null])
    assert.ok(finishedAtMs !== null && Date.now() - finishedAtMs < 2000)
    assert.equal(hints.at(-1), id)
    life.abort()
    await watching
  })

  test('a signal counts as 128 and its number', async () => {
    const runtime = runtimeOf()
    const { id } = await created(runtime)
    process.kill(pidOf(id), 'SIGKILL')
    await until('end', async () => (await inspected(runtime, id)).status === 'exited')
    const { exitCode, error } = await inspected(runtime, id)
    assert.deepEqual([exitCode, error], [137, 'ended by SIGKILL'])
  })

  test('an engine that ended frees its ports', async () => {
    const runtime = runtimeOf(['true'])
    const { ports } = spec()
    const { id } = await created(runtime, spec({ ports }))
    await until('end', async () => (await inspected(runtime, id)).status === 'exited')
    await created(runtime, spec({ ports }))
  })
})

describe('adoption', () => {
  test('a new run finds the engines of the one before as they are', async () => {
    const before = await created(runtimeOf())
    assert.deepEqual(await inspected(runtimeOf(), before.id), before)
  })

  test('an adopted engine that ends is hinted, its exit code is unknown and says so', async () => {
    const { id } = await created(runtimeOf())
    const runtime = runtimeOf()
    await runtime.list(never)
    const life = new AbortController()
    const hints: (string | null)[] = []
    const watching = runtime.watch((hint) => hints.push(hint), life.signal)
    process.kill(pidOf(id), 'SIGKILL')
    await until('hint', () => hints.includes(id))
    const { status, exitCode, error } = await inspected(runtime, id)
    assert.deepEqual([status, exitCode], ['exited', null])
    assert.match(error ?? '', /exit code unknown/)
    life.abort()
    await watching
  })

  test('a pid that belongs to another process now is neither taken for the engine nor killed', async () => {
    const { id } = await created(runtimeOf())
    const enginePid = pidOf(id)
    const foreign = spawn('sleep', ['300'], { detached: true })
    const foreignPid = foreign.pid ?? 0
    const strangerIdentity = identify(foreignPid)
    const path = join(dataDir, 'engines', id, 'record.json')
    const record = JSON.parse(readFileSync(path, 'utf8'))
    // A pid comes round again much later; both of these may have begun within one tick.
    Object.assign(record.run.process, { pid: foreignPid, startTicks: record.run.process.startTicks - 1 })
    writeFileSync(path, JSON.stringify(record))
    const runtime = runtimeOf()
    assert.equal((await inspected(runtime, id)).status, 'exited')
    await runtime.remove(id, 100, never)
    assert.ok(strangerIdentity && isAlive(strangerIdentity))
    foreign.kill('SIGKILL')
    process.kill(enginePid, 'SIGKILL')
  })

  test('a process whose start was never written down is found by its marker', async () => {
    const { id } = await created(runtimeOf())
    const path = join(dataDir, 'engines', id, 'record.json')
    const record = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...record, run: null }))
    const runtime = runtimeOf()
    assert.equal((await inspected(runtime, id)).status, 'running')
    await runtime.remove(id, 200, never)
    assert.equal(isAlive(record.run.process), false)
  })

  test('records under another label are not told of', async () => {
    const { id } = await created(runtimeOf())
    const other = runtimeOf(SLEEPER, { key: 'app', value: 'other' })
    assert.deepEqual(await other.list(never), [])
    assert.equal(await other.inspect(id, never), undefined)
    await other.remove(id, 0, never)
    assert.equal((await inspected(runtimeOf(), id)).status, 'running')
  })

  test('a record that cannot be read hides no other', async () => {
    const { id } = await created(runtimeOf())
    const broken = join(dataDir, 'engines', 'f'.repeat(64))
    rmSync(broken, { recursive: true, force: true })
    writeFileSync(broken, 'not a directory')
    assert.deepEqual(
      (await runtimeOf().list(never)).map((one) => one.id),
      [id],
    )
    rmSync(broken)
  })
})

describe('restart and removal', () => {
  test('a restart keeps id, name and command and gets a new process', async () => {
    const runtime = runtimeOf()
    const before = await created(runtime)
    const pid = pidOf(before.id)
    const result = await runtime.restart(before.id, 500, never)
    assert.ok(result.ok)
    assert.deepEqual(
      [result.facts.id, result.facts.name, result.facts.status],
      [before.id, before.name, 'running'],
    )
    assert.notEqual(pidOf(before.id), pid)
    assert.equal(identify(pid), undefined)
    assert.ok((result.facts.startedAtMs ?? 0) >= (before.startedAtMs ?? 0))
  })

  test('removal ends the process by SIGTERM and takes its directory along', async () => {
    const runtime = runtimeOf()
    const { id } = await created(runtime)
    const pid = pidOf(id)
    await runtime.remove(id, 3000, never)
    assert.equal(identify(pid), undefined)
    assert.equal(existsSync(join(dataDir, 'engines', id)), false)
    assert.equal(await runtime.inspect(id, never), undefined)
    await runtime.remove(id, 3000, never)
  })

  test('one that ignores SIGTERM is killed after the grace, with its children', async () => {
    const runtime = runtimeOf([
      'sh',
      '-c',
      'trap "" TERM; sleep 301 & sleep 302 & echo up; while :; do sleep 1; done',
    ])
    const { id } = await created(runtime)
    const group = pidOf(id)
    await until('up', () => readFileSync(join(dataDir, 'engines', id, 'output.log'), 'utf8') === 'up\n')
    const begun = performance.now()
    await runtime.remove(id, 300, never)
    assert.ok(performance.now() - begun >= 300)
    assert.equal(processesOfGroup(group), 0)
  })

  test('children that outlive a crashed engine are ended with it', async () => {
    const runtime = runtimeOf(['sh', '-c', 'sleep 303 & exit 1'])
    const { id } = await created(runtime)
    const group = pidOf(id)
    await until('end', async () => (await inspected(runtime, id)).status === 'exited')
    assert.equal(processesOfGroup(group), 1)
    await runtime.remove(id, 100, never)
    await until('no one is left', () => processesOfGroup(group) === 0)
  })
})

describe('output and resources', () => {
  async function linesOf(lines: AsyncIterable<LogLine>, most = Number.POSITIVE_INFINITY): Promise<string[]> {
    const texts: string[] = []
    for await (const { text } of lines) if (texts.push(text) >= most) break
    return texts
  }

  test('the last lines are read, and followed until the engine ends', async () => {
    const runtime = runtimeOf([
      'sh',
      '-c',
      'echo one; echo two; sleep 0.5; printf "three\\nfour\\n"; sleep 0.2',
    ])
    const { id } = await created(runtime)
    await until(
      'two lines',
      async () => (await linesOf(runtime.logs(id, { follow: false }, never))).length === 2,
    )
    assert.deepEqual(await linesOf(runtime.logs(id, { tail: 1, follow: false }, never)), ['two'])
    assert.deepEqual(await linesOf(runtime.logs(id, { tail: 1, follow: true }, never)), [
      'two',
      'three',
      'four',
    ])
  })

  test('output of an unknown engine is refused', async () => {
    await assert.rejects(linesOf(runtimeOf().logs('nobody', { follow: false }, never)), { code: 'not_found' })
  })

  test('CPU is known from the second reading on, memory at once, and nothing once it ended', async () => {
    const runtime = runtimeOf(['sh', '-c', 'while :; do :; done'])
    const { id } = await created(runtime)
    const first = await runtime.stats(id, never)
    assert.equal(first?.cpuPercent, null)
    assert.ok((first?.memoryBytes ?? 0) > 100_000)
    await systemClock.sleep(300)
    const second = await runtime.stats(id, never)
    assert.ok((second?.cpuPercent ?? 0) > 10, `${second?.cpuPercent}`)
    await runtime.remove(id, 100, never)
    assert.equal(await runtime.stats(id, never), undefined)
  })
})

describe('a data directory that cannot be used', () => {
  test('is told as an unreachable runtime and tried again', async () => {
    const file = join(dataDir, 'file')
    writeFileSync(file, '')
    const options = { command: SLEEPER, label, advertisedHost: 'x', clock: systemClock, log: silentLogger }
    const runtime = createProcessRuntime({ ...options, dataDir: file })
    await assert.rejects(runtime.list(never), { code: 'runtime_unavailable' })
    const { reason } = runtime.status()
    assert.ok(reason?.code === 'runtime_call_failed' && reason.reason.code === 'verbatim')
    assert.deepEqual([reason.call, reason.subject], ['read_records', file])
    assert.match(reason.reason.text, /^ENOTDIR/)
    rmSync(file)
    assert.deepEqual(await runtime.list(never), [])
    assert.equal(runtime.status().reachable, true)
    rmSync(file, { recursive: true })
  })
})

function processesOfGroup(group: number): number {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /, '').split(' ')
      } catch {
        return []
      }
    })
  return stats.filter(([state, , ofGroup]) => Number(ofGroup) === group && state !== 'Z').length
}
