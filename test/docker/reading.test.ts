import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { startDockerd, TEST_LABEL, type TestDockerd } from '@acestream-orchestrator/testing/docker/dockerd'
import {
  aRuntime,
  aSpec,
  ENGINE_IMAGE,
  importEngineImage,
  made,
} from '@acestream-orchestrator/testing/docker/test-engine'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import type { LogLine, LogOptions } from '../../server/src/engines/ports.ts'
import type { DockerRuntime } from '../../server/src/runtime/docker/runtime.ts'

const signal = new AbortController().signal
let dockerd: TestDockerd
let runtime: DockerRuntime

before(async () => {
  dockerd = await startDockerd()
  await importEngineImage(dockerd.api)
  runtime = aRuntime(dockerd.host)
})

afterEach(() => dockerd.eraseAll())

after(() => dockerd?.close())

async function anEngine(script: string): Promise<string> {
  return made(await runtime.create(aSpec({ env: { DO: script } }), signal)).id
}

async function linesOf(id: string, options: Partial<LogOptions> = {}): Promise<LogLine[]> {
  const lines: LogLine[] = []
  for await (const line of runtime.logs(id, { follow: false, ...options }, signal)) lines.push(line)
  return lines
}

test('containers of another label are named, and of nobody else', async () => {
  const ours = await anEngine('setInterval(() => {}, 1000)')
  const labels = (others: object) => ({ Image: ENGINE_IMAGE, Labels: { [TEST_LABEL]: 'reading', ...others } })
  const made = { 'orchestrator.created-by': 'acestream-orchestrator', 'ondemand.app': 'elsewhere' }
  await dockerd.api.json('POST', '/containers/create?name=moved', labels(made))
  await dockerd.api.json('POST', '/containers/create?name=foreign', labels({ 'ondemand.app': 'elsewhere' }))
  assert.deepEqual(await runtime.underOtherLabels(signal), ['moved'])
  assert.equal(await runtime.inspect('moved', signal), undefined)
  assert.ok(await runtime.inspect(ours, signal))
})

describe('logs', () => {
  test('both streams come as lines with their time', async () => {
    const fromMs = Date.now() - 1000
    const id = await anEngine("console.log('zwölf'); console.error('oops'); console.log('')")
    const lines = await until('all lines', async () => {
      const some = await linesOf(id)
      return some.length >= 3 && some
    })
    const texts = (stream: string) => lines.filter((line) => line.stream === stream).map(({ text }) => text)
    assert.deepEqual(texts('stdout'), ['zwölf', ''])
    assert.deepEqual(texts('stderr'), ['oops'])
    for (const { atMs } of lines) assert.ok((atMs ?? 0) > fromMs && (atMs ?? 0) < Date.now() + 1000)
  })

  test('a line longer than a frame of Docker is one line', async () => {
    const id = await anEngine("console.log('x'.repeat(40_000)); console.log('end')")
    const lines = await until('the end', async () => {
      const some = await linesOf(id)
      return some.at(-1)?.text === 'end' && some
    })
    assert.deepEqual(
      lines.map(({ text }) => text),
      ['x'.repeat(40_000), 'end'],
    )
  })

  test('tail and since bound what comes', async () => {
    const id = await anEngine("for (let n = 1; n <= 5; n++) console.log('line ' + n)")
    await until('all lines', async () => (await linesOf(id)).length === 5)
    const texts = async (options: Partial<LogOptions>) => (await linesOf(id, options)).map(({ text }) => text)
    assert.deepEqual(await texts({ tail: 2 }), ['line 4', 'line 5'])
    assert.deepEqual(await texts({ sinceMs: Date.now() + 60_000 }), [])
    assert.equal((await texts({ sinceMs: Date.now() - 60_000 })).length, 5)
  })

  test('following brings new lines as they are written, until aborted', async () => {
    const id = await anEngine("let n = 0; setInterval(() => console.log('tick ' + ++n), 50)")
    const ending = new AbortController()
    const seen: string[] = []
    for await (const { text } of runtime.logs(id, { follow: true, tail: 0 }, ending.signal)) {
      seen.push(text)
      if (seen.length === 3) ending.abort()
    }
    assert.equal(seen.length, 3)
  })

  test('once aborted no line follows, though more came in the same piece', async () => {
    const id = await anEngine(
      "for (let n = 0; n < 500; n++) console.log('line ' + n); setInterval(() => {}, 1000)",
    )
    await until('all lines', async () => (await linesOf(id)).length === 500)
    const ending = new AbortController()
    const seen: string[] = []
    for await (const { text } of runtime.logs(id, { follow: true }, ending.signal)) {
      seen.push(text)
      ending.abort()
    }
    assert.deepEqual(seen, ['line 0'])
  })

  test('following ends with the container', async () => {
    const id = await anEngine("setTimeout(() => { console.log('bye'); process.exit(0) }, 300)")
    assert.deepEqual(
      (await linesOf(id, { follow: true })).map(({ text }) => text),
      ['bye'],
    )
  })

  test('a terminal is read raw', async () => {
    const body = {
      Image: ENGINE_IMAGE,
      Tty: true,
      Env: ["DO=console.log('a'); console.log('b')"],
      Labels: aSpec().labels,
    }
    const { Id } = await dockerd.api.json<{ Id: string }>('POST', '/containers/create?name=terminal', body)
    await dockerd.api.json('POST', `/containers/${Id}/start`)
    const lines = await until('both lines', async () => {
      const some = await linesOf(Id)
      return some.length === 2 && some
    })
    assert.deepEqual(
      lines.map(({ text }) => text),
      ['a', 'b'],
    )
  })
})

describe('statistics', () => {
  test('processor, memory and traffic of a busy engine are measured', async () => {
    const id = await anEngine(
      'setInterval(() => { const until = Date.now() + 40; while (Date.now() < until); }, 50)',
    )
    const first = await runtime.stats(id, signal)
    assert.equal(first?.cpuPercent, null)
    const busy = await until('load', async () => {
      await delay(500) // over less, the clocks of engine and kernel give nonsense
      const reading = await runtime.stats(id, signal)
      return (reading?.cpuPercent ?? 0) > 20 && reading
    })
    assert.ok((busy.cpuPercent ?? 0) <= 210)
    assert.ok((busy.memoryBytes ?? 0) > 5_000_000 && (busy.memoryBytes ?? 0) < 500_000_000)
    assert.ok((busy.rxBytes ?? -1) >= 0 && (busy.txBytes ?? -1) >= 0)
  })

  test('a container that does not run has none', async () => {
    const id = await anEngine('process.exit(0)')
    await until('the end', async () => (await runtime.inspect(id, signal))?.status === 'exited')
    assert.equal(await runtime.stats(id, signal), undefined)
    assert.equal(await runtime.stats('f'.repeat(64), signal), undefined)
  })
})
