import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const CONSOLE = '--client-console'
/** Ports of the line protocol and of peers that are free for sure. */
const NO_FIXED_PORTS = ['--api-port=0', '--port=0']

interface Run {
  readonly process: ChildProcess
  readonly output: () => string
  readonly exited: Promise<number | null>
}

function run(t: TestContext, args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'], EMULATOR_HOST: '127.0.0.1', ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += String(chunk)
    })
  const exited = once(child, 'close').then(([code]) => code as number | null)
  t.after(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return { process: child, output: () => output, exited }
}

/** The port it says it listens on. */
async function portOf({ process, output }: Run, words = /on port (\d+)/): Promise<number> {
  for (;;) {
    const [, port] = words.exec(output()) ?? []
    if (port) return Number(port)
    await Promise.race([once(process.stdout ?? process, 'data'), once(process, 'close')])
    assert.equal(process.exitCode, null, output())
  }
}

async function status(port: number): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}/server/api?api_version=3&method=get_status`)
  return ((await answer.json()) as { result: { version: { version: string } } }).result.version.version
}

describe('engine', () => {
  const refused: readonly [
    title: string,
    args: readonly string[],
    env: Record<string, string>,
    why: RegExp,
  ][] = [
    ['without a client flag', ['engine'], {}, /no client/],
    ['an unknown flag', ['engine', CONSOLE, '--http-prot=1'], {}, /unrecognized arguments: --http-prot=1/],
    ['a flag without its value', ['engine', CONSOLE, '--http-port'], {}, /expected one argument/],
    ['no such file of flags', ['engine', '@/nowhere'], {}, /can't open \/nowhere/],
    ['conf-env without CONF', ['engine'], { EMULATOR_RECIPE: 'conf-env' }, /CONF is required/],
    [
      'a fault that is none',
      ['engine', CONSOLE],
      { EMULATOR_FAULTS: '{"apy":"hang"}' },
      /no such field "apy"/,
    ],
    [
      'a busy port, as told',
      ['engine', CONSOLE],
      { EMULATOR_START_FAULT: 'port-busy' },
      /port 6878 is already in use/,
    ],
    ['no command', [], {}, /usage/],
  ]
  for (const [title, args, env, why] of refused)
    test(`exits with 1 and a reason: ${title}`, async (t) => {
      const engine = run(t, args, env)
      assert.equal(await engine.exited, 1)
      assert.match(engine.output(), why)
      assert.equal(engine.output().trim().split('\n').length, 1)
    })

  const recipes: readonly [args: readonly string[], env: Record<string, string>][] = [
    [[CONSOLE, '--http-port', '0', ...NO_FIXED_PORTS], {}],
    [
      ['--http-port=0', ...NO_FIXED_PORTS],
      { EMULATOR_RECIPE: 'extra-flags', EXTRA_FLAGS: '--log-stdout --disable-sentry' },
    ],
    [['ignored'], { EMULATOR_RECIPE: 'http-port-env', HTTP_PORT: '0', P2P_PORT: '0' }],
    [[], { EMULATOR_RECIPE: 'conf-env', CONF: `--http-port=0\n${NO_FIXED_PORTS.join('\n')}` }],
    [
      [],
      {
        EMULATOR_RECIPE: 'acestream-args',
        ACESTREAM_ARGS: `${CONSOLE} --http-port=0 ${NO_FIXED_PORTS.join(' ')}`,
      },
    ],
  ]
  for (const [args, env] of recipes)
    test(`answers when told by ${env['EMULATOR_RECIPE'] ?? 'args'}, and ends on SIGTERM`, async (t) => {
      const engine = run(t, ['engine', ...args], env)
      assert.equal(await status(await portOf(engine)), '3.2.11')
      engine.process.kill('SIGTERM')
      assert.equal(await engine.exited, 0)
    })

  test('a port that is really busy ends it, or moves it', async (t) => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => server.close())
    const address = server.address()
    assert.ok(typeof address === 'object' && address !== null)
    const args = ['engine', CONSOLE, `--http-port=${address.port}`, ...NO_FIXED_PORTS]
    const stuck = run(t, args)
    assert.equal(await stuck.exited, 1)
    assert.match(stuck.output(), new RegExp(`port ${address.port} is already in use`))
    const moved = await portOf(run(t, [...args, '--fallback-to-dynamic-ports']))
    assert.notEqual(moved, address.port)
    assert.equal(await status(moved), '3.2.11')
  })

  test('several engines in one process crash one by one, and the process with the last', async (t) => {
    const env = { EMULATOR_CONTROL_PORT: '0' }
    const fleet = run(t, ['engine', CONSOLE, '--engines', '2', '--first-port', '0'], env)
    const control = `http://127.0.0.1:${await portOf(fleet, /control routes on port (\d+)/)}/emulator`
    const engines = (await (await fetch(`${control}/engines`)).json()) as { port: number }[]
    assert.equal(engines.length, 2)
    for (const { port } of engines) {
      assert.equal(fleet.process.exitCode, null)
      const body = JSON.stringify({ exitCode: 137 })
      await fetch(`${control}/crash?engine=${port}`, { method: 'POST', body })
    }
    assert.equal(await fleet.exited, 137)
  })
})

test('gluetun answers, its healthcheck tells how it is, and it crashes as told', async (t) => {
  const env = {
    HTTP_CONTROL_SERVER_ADDRESS: ':0',
    HEALTH_SERVER_ADDRESS: `127.0.0.1:${20_000 + (process.pid % 10_000)}`,
    EMULATOR_TIME_SCALE: '20',
    EMULATOR_CONTROL: 'on',
    EMULATOR_FLAVOUR: '3.40',
  }
  const gluetun = run(t, ['gluetun'], env)
  const url = `http://127.0.0.1:${await portOf(gluetun)}`
  const tell = (body: string) => fetch(`${url}/emulator/vpn`, { method: 'POST', body })
  await tell('{"healthy":false,"healthReason":"no route"}')
  const ill = run(t, ['healthcheck'], env)
  assert.equal(await ill.exited, 1)
  assert.match(ill.output(), /500: no route/)
  await tell('{"status":"running","healthy":true}')
  assert.equal(await run(t, ['healthcheck'], env).exited, 0)
  assert.match(await (await fetch(`${url}/v1/vpn/status`)).text(), /"running"/)
  await fetch(`${url}/emulator/crash`, { method: 'POST', body: '{"exitCode":3}' })
  assert.equal(await gluetun.exited, 3)
})
