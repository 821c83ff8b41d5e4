import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { PlaybackAccess, StreamViewer } from '@acestream-orchestrator/contract/playback'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import { claimPorts, type PortBlock } from '@acestream-orchestrator/testing/machine/port-block'
import {
  startOrchestrator,
  TEST_KEY,
  type TestOrchestrator,
} from '@acestream-orchestrator/testing/orchestrator/process'
import { engineCommand } from '../../scripts/demo/children.ts'
import { play } from './played.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const ID = 'a'.repeat(40)

const POOL = {
  RUNTIME: 'process',
  ENGINE_COMMAND: engineCommand(),
  ENGINE_ENV: 'EMULATOR_CONTROL=on EMULATOR_HOST=127.0.0.1 EMULATOR_TIME_SCALE=20 EMULATOR_BITRATE_KBPS=2000',
  MIN_REPLICAS: '2',
  MAX_REPLICAS: '2',
  MIN_FREE_REPLICAS: '0',
  HEALTH_CHECK_INTERVAL_S: '1',
  MONITOR_INTERVAL_S: '2',
  COLLECT_INTERVAL_S: '1',
}

let orchestrator: TestOrchestrator
let ports: PortBlock

const settings = () => ({ ...POOL, ...ports.settings, STOP_ENGINES_ON_EXIT: 'true' })

async function until<T>(ask: () => Promise<T | undefined | false>, limitMs = 30_000): Promise<T> {
  const deadline = performance.now() + limitMs
  for (;;) {
    const found = await ask().catch(() => undefined)
    if (found !== undefined && found !== false) return found
    if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms: ${ask}`)
    await new Promise((done) => setTimeout(done, 50))
  }
}

const engines = async () =>
  (await orchestrator.get<EngineState[]>('/engines?all=true')).filter(
    ({ health_status }) => health_status === 'healthy',
  )
const started = () => orchestrator.get<StreamState[]>('/streams?status=started')
const sessionsOn = async ({ host, port }: EngineState) =>
  ((await (await fetch(`http://${host}:${port}/emulator/state`)).json()) as { sessions: unknown[] }).sessions
    .length
const allSessions = async () =>
  (await Promise.all((await engines()).map(sessionsOn))).reduce((sum, count) => sum + count, 0)

/** The data plane as a process of its own, on any free port. */
async function startProxyProcess(env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      PROXY_PORT: '0',
      ORCHESTRATOR_URL: orchestrator.url,
      API_KEY: TEST_KEY,
      EMPTY_GRACE_S: '1',
      STALL_TIMEOUT_S: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let log = ''
  child.stdout.on('data', (text) => {
    log += text
  })
  const url = await until(async () => /playback on (\S+)\/ace/.exec(log)?.[1])
  return {
    url,
    end: async (signal: NodeJS.Signals) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}

async function watch(url: string, id = ID) {
  const asking = request(`${url}/ace/getstream?id=${id}`, { agent: false }).end()
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  assert.equal(response.statusCode, 200)
  const received: Buffer[] = []
  let longestGapMs = 0
  let lastAt = performance.now()
  response
    .on('error', () => {})
    .on('data', (chunk: Buffer) => {
      received.push(chunk)
      longestGapMs = Math.max(longestGapMs, performance.now() - lastAt)
      lastAt = performance.now()
    })
  const bytes = () => received.reduce((sum, { length }) => sum + length, 0)
  return {
    bytes,
    longestGapMs: () => longestGapMs,
    whole: () => Buffer.concat(received).subarray(0, Math.floor(bytes() / 188) * 188),
    hasEnded: () => response.closed,
    leave: () => response.destroy(),
    goesOn: async () => {
      const from = bytes()
      await until(async () => bytes() > from + 300_000)
    },
  }
}

before(async () => {
  ports = await claimPorts()
  orchestrator = await startOrchestrator({ env: settings() })
  await until(async () => (await engines()).length === 2)
})
after(async () => {
  await orchestrator.close()
  ports.release()
})

test('what is watched is a stream of the orchestrator, with its viewers, and ends when the last one leaves', async (t) => {
  const proxy = await startProxyProcess()
  t.after(() => proxy.end('SIGKILL'))
  const players = [await watch(proxy.url), await watch(proxy.url)]
  const stream = await until(async () => (await started()).find(({ viewers }) => viewers === 2))
  assert.deepEqual([stream.source, stream.key, stream.key_type], ['proxy', ID, 'content_id'])
  for (const player of players) player.leave()
  await until(async () => (await started()).length === 0)
  const ended = await orchestrator.get<StreamState>(`/streams/${stream.short_id}`)
  assert.equal(ended.end_reason, 'reported')
  assert.equal(await allSessions(), 0)
})

test('an engine is killed: its viewers go on with the next packet of the other one', async (t) => {
  const proxy = await startProxyProcess()
  t.after(() => proxy.end('SIGKILL'))
  const player = await watch(proxy.url)
  await player.goesOn()
  const [stream] = await until(async () => ((await started()).length === 1 ? started() : undefined))
  const lost = (await engines()).find(({ container_id }) => container_id === stream?.container_id)
  assert.ok(lost)
  await fetch(`http://${lost.host}:${lost.port}/emulator/crash`, { method: 'POST', body: '{}' })
  await player.goesOn()
  const { jumps, backwards } = play(player.whole())
  assert.deepEqual([jumps, backwards], [0, 0])
  player.leave()
  await until(async () => (await engines()).length === 2 && (await started()).length === 0)
})

test('the orchestrator is killed and comes back: viewers notice nothing, and the stream is the same one', async (t) => {
  const proxy = await startProxyProcess()
  t.after(() => proxy.end('SIGKILL'))
  const player = await watch(proxy.url)
  const [before] = await until(async () => ((await started()).length === 1 ? started() : undefined))
  await player.goesOn()
  const { port, dataDir } = orchestrator
  await orchestrator.kill()
  await player.goesOn()
  const other = await watch(proxy.url, 'b'.repeat(40))
  await other.goesOn()
  orchestrator = await startOrchestrator({ env: settings(), port, dataDir })
  const streams = await until(async () => {
    const now = await started()
    return now.length === 2 && now.every(({ viewers }) => viewers === 1) ? now : undefined
  })
  assert.ok(streams.some(({ short_id }) => short_id === before?.short_id))
  await player.goesOn()
  assert.deepEqual([play(player.whole()).jumps, play(player.whole()).backwards], [0, 0])
  t.diagnostic(`longest gap ${player.longestGapMs().toFixed(0)} ms`)
  player.leave()
  other.leave()
  await until(async () => (await started()).length === 0 && (await allSessions()) === 0)
})

test('a proxy is killed: its sessions are stopped on their engines', async (t) => {
  const proxy = await startProxyProcess()
  t.after(() => proxy.end('SIGKILL'))
  await watch(proxy.url)
  await until(async () => (await started()).length === 1)
  await proxy.end('SIGKILL')
  assert.equal(await allSessions(), 1)
  await until(async () => (await allSessions()) === 0)
  // The engine has ended the session a moment before the stream is stored.
  await until(async () => {
    const [last] = await orchestrator.get<StreamState[]>('/streams?status=ended')
    return last?.end_reason === 'abandoned'
  })
})

test('a proxy that is told to stop leaves nothing, at once', async (t) => {
  const proxy = await startProxyProcess()
  t.after(() => proxy.end('SIGKILL'))
  await watch(proxy.url)
  await until(async () => (await started()).length === 1)
  await proxy.end('SIGTERM')
  assert.equal(await allSessions(), 0)
  assert.equal((await started()).length, 0)
})

test('without the right key nothing is played, and the answer says what is wrong', async (t) => {
  const proxy = await startProxyProcess({ API_KEY: 'wrong' })
  t.after(() => proxy.end('SIGKILL'))
  const answer = await fetch(`${proxy.url}/ace/getstream?id=${ID}`)
  assert.equal(answer.status, 503)
  assert.match(((await answer.json()) as { detail: string }).detail, /invalid token/)
})

test('a report is told which of its engines no longer exist', async () => {
  const [engine] = await engines()
  const session = (id: string) => ({
    container_id: id,
    engine: { host: engine?.host, port: engine?.port },
    stream: { key_type: 'content_id', key: ID },
    session: {
      playback_session_id: id,
      stat_url: `/ace/stat/${id}`,
      command_url: `/ace/cmd/${id}`,
      is_live: 1,
    },
    viewers: 0,
  })
  const answer = await fetch(`${orchestrator.url}/playback/sessions/tester`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sessions: [session('f'.repeat(64)), session(engine?.container_id ?? '')] }),
  })
  assert.deepEqual(((await answer.json()) as { gone: string[] }).gone, ['f'.repeat(64)])
})

for (const [name, ask] of [
  ['deleted', (id: string) => orchestrator.call('DELETE', `/containers/${id}`)],
  ['drained', (id: string) => orchestrator.call('POST', `/engines/${id}/drain`)],
] as const)
  test(`an engine is ${name}: its viewers are moved first, and lose no packet`, async (t) => {
    await until(async () => (await engines()).length === 2)
    const proxy = await startProxyProcess({ STALL_TIMEOUT_S: '8' }) // a busy machine is no lost engine
    t.after(() => proxy.end('SIGKILL'))
    const player = await watch(proxy.url)
    const stream = await until(async () => (await started()).find(({ viewers }) => viewers === 1))
    await player.goesOn()
    await ask(stream.container_id)
    const moved = await until(async () =>
      (await started()).find(
        ({ container_id, viewers }) => container_id !== stream.container_id && viewers === 1,
      ),
    )
    assert.notEqual(moved.container_id, stream.container_id)
    await until(async () =>
      (await engines()).every(({ container_id }) => container_id !== stream.container_id),
    )
    await player.goesOn()
    const { jumps, backwards } = play(player.whole())
    assert.deepEqual([jumps, backwards], [0, 0])
    t.diagnostic(`longest gap ${player.longestGapMs().toFixed(0)} ms`)
    player.leave()
    await until(async () => (await engines()).length === 2 && (await started()).length === 0)
  })

test('who watches is listed with its address, and closed by the orchestrator', async (t) => {
  await until(async () => (await engines()).length === 2)
  const proxy = await startProxyProcess()
  t.after(() => proxy.end('SIGKILL'))
  const [player, other] = [await watch(proxy.url, `${ID}&user=living%20room`), await watch(proxy.url)]
  const { id } = await until(async () => (await started()).find(({ viewers }) => viewers === 2))
  const path = `/streams/${encodeURIComponent(id)}/viewers`
  const viewers = () => orchestrator.get<StreamViewer[]>(path)
  const seen = await until(async () =>
    (await viewers()).find(({ label, bytes }) => label !== null && bytes > 100_000),
  )
  assert.deepEqual([seen.label, seen.address], ['living room', '127.0.0.1'])
  assert.deepEqual((await orchestrator.get<PlaybackAccess>('/playback/access')).proxies.at(-1), {
    host: '127.0.0.1',
    port: Number(new URL(proxy.url).port),
    public_url: null,
    needs_key: false,
  })
  assert.ok(Math.abs(Date.now() - Date.parse(seen.since)) < 60_000)
  assert.ok(Number(seen.behind_live_s) < 3, `${seen.behind_live_s} s behind live`)
  await orchestrator.call('DELETE', `${path}/${seen.id}`)
  await until(async () => player.hasEnded())
  await other.goesOn()
  assert.deepEqual(
    (await until(async () => ((await viewers()).length === 1 ? viewers() : false))).map(({ label }) => label),
    [null],
  )
  await assert.rejects(orchestrator.call('DELETE', `${path}/${seen.id}`), /viewer_not_found/)
  other.leave()
})
