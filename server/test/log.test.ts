import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { fakeEngine, saying } from '@acestream-orchestrator/testing/fakes/engine'
import { atEnd, type Cleanup, temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import {
  freePort,
  type OrchestratorClient,
  orchestratorAt,
  TEST_KEY,
} from '@acestream-orchestrator/testing/orchestrator/process'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const AT_ONCE_MS = 1_000
const ENGINE = await fakeEngine(saying('{"result": {}, "error": null}'))
after(() => ENGINE[Symbol.asyncDispose]())

/** A log whose reader does not read until it is told to. */
interface UnreadLog {
  readonly stdio: StdioOptions
  readonly command: readonly string[]
  /** Takes what is there now and from now on. */
  read(child: ChildProcess): void
  text(): string
}

const NODE = [process.execPath, MAIN]

function namedPipe(t: Cleanup): UnreadLog {
  const path = join(temporaryFolder(t), 'log')
  execFileSync('mkfifo', [path])
  const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const forProduct = openSync(path, constants.O_WRONLY)
  atEnd(t, () => [pipe, forProduct].forEach(closeSync))
  const parts: Buffer[] = []
  return {
    stdio: ['ignore', forProduct, 'inherit'],
    command: NODE,
    read: () => {
      const timer = setInterval(() => {
        for (let part = some(pipe); part.length > 0; part = some(pipe)) parts.push(part)
      }, 10)
      atEnd(t, () => clearInterval(timer))
    },
    text: () => Buffer.concat(parts).toString(),
  }
}

function some(pipe: number): Buffer {
  const part = Buffer.alloc(65_536)
  try {
    return part.subarray(0, readSync(pipe, part))
  } catch {
    return Buffer.alloc(0)
  }
}

/** As systemd gives it to a service; Node's own "pipe" is one as well. */
function socket(command: readonly string[] = NODE): UnreadLog {
  let text = ''
  return {
    stdio: ['ignore', 'pipe', 'inherit'],
    command,
    read: (child) => {
      child.stdout?.on('data', (part) => {
        text += part
      })
    },
    text: () => text,
  }
}

/** `script` passes a terminal on, and stops doing so as long as nobody takes what it says. */
const terminal = () => socket(['script', '-qfec', NODE.join(' '), '/dev/null'])

async function startWith(t: Cleanup, log: UnreadLog): Promise<{ child: ChildProcess } & OrchestratorClient> {
  const port = await freePort()
  const [program = '', ...args] = log.command
  const child = spawn(program, args, {
    env: {
      PATH: process.env['PATH'],
      RUNTIME: 'process',
      ENGINE_COMMAND: 'sleep 600',
      MIN_REPLICAS: '0',
      MIN_FREE_REPLICAS: '0',
      API_KEY: TEST_KEY,
      DATA_DIR: temporaryFolder(t),
      PORT: String(port),
    },
    stdio: log.stdio,
  })
  atEnd(t, async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  const client = orchestratorAt(`http://127.0.0.1:${port}`)
  while (
    !(await fetch(`${client.url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await delay(20)
  await client.call('POST', '/engines', ENGINE.address)
  return { child, ...client }
}

/** Something that is logged: the same channel again, in a session of its own. */
async function event({ call }: OrchestratorClient, number: number): Promise<void> {
  await call('POST', '/events/stream_started', {
    engine: ENGINE.address,
    stream: { key_type: 'infohash', key: '0'.repeat(40) },
    session: {
      playback_session_id: `session-${number}`,
      stat_url: `http://127.0.0.1:6878/ace/stat/${number}/1`,
      command_url: `http://127.0.0.1:6878/ace/cmd/${number}/1`,
      is_live: 1,
    },
    labels: { title: 'x'.repeat(400) },
  })
}

const dropped = async ({ url }: OrchestratorClient): Promise<number> =>
  Number(
    /^orch_log_dropped_lines_total (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ??
      assert.fail('no such metric'),
  )

for (const [name, make] of [
  ['a pipe', namedPipe],
  ['a socket', () => socket()],
  ['a terminal', terminal],
] as const)
  test(`a log on ${name} that nobody reads stops nothing, and tells what is missing once it is read`, async (t) => {
    const log = make(t)
    const product = await startWith(t, log)
    let sent = 0
    while ((await dropped(product)) === 0) {
      await Promise.all(Array.from({ length: 100 }, () => event(product, ++sent)))
      const askedAt = performance.now()
      assert.equal((await fetch(`${product.url}/healthz`)).status, 200)
      assert.ok(performance.now() - askedAt < AT_ONCE_MS)
      assert.ok(sent < 20_000, 'the log is bounded')
    }
    const status = await product.get<{ log: { ok: boolean; reason: string } }>('/orchestrator/status')
    assert.equal(status.log.ok, false)
    assert.match(status.log.reason, /nobody reads the log/)

    log.read(product.child)
    while (!log.text().includes('lines of the log were dropped')) await delay(20)
    await event(product, ++sent)
    assert.equal((await product.get<{ log: { ok: boolean } }>('/orchestrator/status')).log.ok, true)
  })

test('whoever is told to stop while nobody reads its log stops soon', async (t) => {
  const product = await startWith(t, socket())
  for (let sent = 0; (await dropped(product)) === 0; )
    await Promise.all(Array.from({ length: 100 }, () => event(product, ++sent)))
  const askedAt = performance.now()
  product.child.kill('SIGTERM')
  const [code] = await once(product.child, 'exit')
  assert.equal(code, 0)
  assert.ok(performance.now() - askedAt < 5_000)
})
