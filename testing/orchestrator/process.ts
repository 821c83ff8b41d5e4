/** The whole product as a process of its own: what the Docker tests, the browser tests and the benches talk to. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { BUILT_MAIN, ensureServer } from '../../server/bundle.ts'

/** As the launcher sets it: a start that is not the first finds everything compiled. */
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url))
const LISTENING_WITHIN_MS = 30_000
/** Longer than any caller waits for an engine. */
const ANSWER_WITHIN_MS = 60_000

/** What every test's key is. */
export const TEST_KEY = 'a-key-for-tests'

export interface OrchestratorOptions {
  readonly env: Readonly<Record<string, string>>
  /** Kept across starts; a temporary one is made, and removed by `close`, where none is given. */
  readonly dataDir?: string
  /** Any free port where none is given. */
  readonly port?: number
}

/** An orchestrator's API, wherever it runs. */
export interface OrchestratorClient {
  readonly url: string
  /** Sends JSON with the key; throws on an answer other than 2xx, with its body. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>
  get<T>(path: string): Promise<T>
}

export interface TestOrchestrator extends OrchestratorClient {
  readonly port: number
  readonly dataDir: string
  readonly pid: number
  /** Milliseconds from the start of the process until it answered. */
  readonly listeningAfterMs: number
  /** Everything it has written so far. */
  log(): string
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL: as a power cut to the process. */
  kill(): Promise<void>
  /** Stops it if it runs and removes a data directory of its own. */
  close(): Promise<void>
}

export async function startOrchestrator(options: OrchestratorOptions): Promise<TestOrchestrator> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'orchestrator-')))
  const port = options.port ?? (await freePort())
  await ensureServer()
  const startedAtMs = performance.now()
  const child = spawn(process.execPath, ['--max-semi-space-size=2', BUILT_MAIN], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: COMPILED,
      MALLOC_ARENA_MAX: '1',
      MALLOC_TRIM_THRESHOLD_: '65536',
      LOG_FORMAT: 'json',
      API_KEY: TEST_KEY,
      PORT: String(port),
      DATA_DIR: dataDir,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const killWithUs = () => child.kill('SIGKILL')
  process.once('exit', killWithUs) // whoever fails before it closes us leaves nothing running
  child.once('exit', () => process.removeListener('exit', killWithUs))
  const chunks: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(String(chunk)))
  const url = `http://127.0.0.1:${port}`
  const log = () => chunks.join('')
  await listening(url, child, log)
  const listeningAfterMs = performance.now() - startedAtMs

  return {
    ...orchestratorAt(url),
    port,
    dataDir,
    pid: child.pid ?? 0,
    listeningAfterMs,
    log,
    stop: () => end(child, 'SIGTERM'),
    kill: async () => {
      await end(child, 'SIGKILL')
    },
    close: async () => {
      await end(child, 'SIGTERM')
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** `url` without a trailing slash. */
export function orchestratorAt(url: string): OrchestratorClient {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${TEST_KEY}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text) as T
  }

  return { url, call, get: (path) => call('GET', path) }
}

async function listening(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = performance.now() + LISTENING_WITHIN_MS
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the orchestrator ended with ${child.exitCode}:\n${log()}`)
    const answered = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1000) }).then(
      (response) => response.ok,
      () => false,
    )
    if (answered) return
    await delay(5)
  }
  throw new Error(`the orchestrator did not listen within ${LISTENING_WITHIN_MS} ms:\n${log()}`)
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
  return child.exitCode
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
