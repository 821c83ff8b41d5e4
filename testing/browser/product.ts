/** The whole product for the browser: the real server as a process, emulated engines as local processes, an emulated VPN. */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import type { VpnStatus } from '@acestream-orchestrator/contract/vpn'
import { end, engineCommand, startGluetun } from '../../scripts/demo/children.ts'
import { createOrchestrator } from '../../scripts/demo/orchestrator.ts'
import { type Viewing, watch } from '../../scripts/demo/viewer.ts'
import { claimPorts } from '../machine/port-block.ts'
import { until } from '../machine/wait.ts'
import { freePort, startOrchestrator, TEST_KEY } from '../orchestrator/process.ts'

const VPN = 'gluetun'
const STOP_WITHIN_MS = 20_000

/** Faster than in earnest, yet slow enough that two busy cores miss no check. */
const LIVELY = {
  MIN_REPLICAS: '3',
  MAX_REPLICAS: '6',
  HEALTH_CHECK_INTERVAL_S: '0.5',
  HEALTH_CHECK_TIMEOUT_S: '1',
  HEALTH_FAILURES: '2',
  UNHEALTHY_GRACE_S: '60',
  COLLECT_INTERVAL_S: '1',
  MONITOR_INTERVAL_S: '2',
  GLUETUN_HEALTH_CHECK_INTERVAL_S: '0.5',
}

export interface ProductOptions {
  readonly env?: Readonly<Record<string, string>>
}

export interface Product {
  readonly url: string
  readonly key: string
  /** A port of 127.0.0.1 whose pages the orchestrator allows in. */
  readonly allowedPort: number
  engines(): Promise<EngineState[]>
  /** Healthy engines without streams, once there are at least `count`. */
  idleEngines(count: number): Promise<EngineState[]>
  streams(): Promise<StreamState[]>
  vpnStatus(): Promise<VpnStatus>
  call<T>(method: string, path: string, body?: unknown): Promise<T>
  /** Sets faults of an engine, merged into those it has; `{}` with `clear` takes all away. */
  fault(engine: EngineState, faults: Readonly<Record<string, unknown>>): Promise<void>
  clearFaults(engine: EngineState): Promise<void>
  crash(engine: EngineState, exitCode: number): Promise<void>
  /** The emulated Gluetun's control routes. */
  vpn(route: 'vpn' | 'reconnect' | 'fault', body: Readonly<Record<string, unknown>>): Promise<void>
  /** Somebody watches a content, as through a proxy that reports it. */
  play(contentId: string, engine: EngineState): Promise<Viewing>
  /** SIGKILL to the orchestrator; engines and VPN go on. */
  kill(): Promise<void>
  /** The orchestrator again, on the same port and data. */
  start(): Promise<void>
  close(): Promise<void>
}

export async function startProduct({ env = {} }: ProductOptions = {}): Promise<Product> {
  const ports = await claimPorts()
  const dataDir = await mkdtemp(join(tmpdir(), 'browser-product-'))
  const vpnPort = await freePort()
  const gluetun = startGluetun(dataDir, gluetunSettings(vpnPort, ports.first + ports.count - 1))
  await recordVpn(dataDir, { pid: gluetun.pid, controlPort: vpnPort })
  const port = await freePort()
  const allowedPort = await freePort()
  const settings = {
    ...LIVELY,
    ...ports.settings,
    ...engineSettings(vpnPort),
    CORS_ORIGINS: `http://127.0.0.1:${allowedPort}`,
    ...env,
  }
  const start = () => startOrchestrator({ dataDir, port, env: settings })
  let orchestrator = await start()
  let killed = false
  const url = orchestrator.url
  const client = createOrchestrator(url, TEST_KEY)
  const get = <T>(path: string) => orchestrator.get<T>(path)
  return {
    url,
    key: TEST_KEY,
    allowedPort,
    engines: () => get('/engines?all=true'),
    idleEngines: (count) => idleEngines(() => get('/engines?all=true'), count),
    streams: () => get('/streams?status=started'),
    vpnStatus: () => get('/vpn/status'),
    call: (method, path, body) => orchestrator.call(method, path, body),
    fault: (engine, faults) => post(`${addressOf(engine)}/emulator/fault`, faults),
    clearFaults: async (engine) => {
      await fetch(`${addressOf(engine)}/emulator/fault`, { method: 'DELETE' })
    },
    crash: (engine, exitCode) => post(`${addressOf(engine)}/emulator/crash`, { exitCode }),
    vpn: (route, body) => post(`http://127.0.0.1:${vpnPort}/emulator/${route}`, body),
    play: (contentId, engine) => watch(client, engine, contentId),
    kill: async () => {
      killed = true
      await orchestrator.kill()
    },
    start: async () => {
      orchestrator = await start()
      killed = false
    },
    close: async () => {
      if (killed) orchestrator = await start() // a test failed before it did so, and nobody else stops the engines
      await orchestrator.close()
      await end(gluetun, STOP_WITHIN_MS)
      await rm(dataDir, { recursive: true, force: true })
      ports.release()
    },
  }
}

async function idleEngines(read: () => Promise<EngineState[]>, count: number): Promise<EngineState[]> {
  let engines: EngineState[] = []
  const look = async () => {
    engines = await read()
    const idle = engines.filter(isIdle)
    return idle.length >= count && idle
  }
  return until(`${count} idle healthy engines`, look, 20_000).catch((error: Error) => {
    throw new Error(`${error.message}; there are ${engines.map(inShort).join(', ') || 'none'}`)
  })
}

const isIdle = ({ state, health_status, stream_count }: EngineState) =>
  state === 'ready' && health_status === 'healthy' && stream_count === 0

const inShort = ({ container_name, state, health_status, stream_count }: EngineState) =>
  `${container_name} (${state}, ${health_status}, ${stream_count} streams)`

const addressOf = ({ host, port }: EngineState) => `http://${host}:${port}`

async function post(url: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5000),
  })
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status} ${await response.text()}`)
}

function engineSettings(vpnPort: number): Record<string, string> {
  return {
    RUNTIME: 'process',
    ENGINE_COMMAND: engineCommand(),
    ENGINE_ENV:
      'EMULATOR_CONTROL=on EMULATOR_HOST=127.0.0.1 EMULATOR_TIME_SCALE=5 EMULATOR_START_DELAY_MS=1500',
    STOP_ENGINES_ON_EXIT: 'true',
    GLUETUN_CONTAINER_NAME: VPN,
    GLUETUN_API_PORT: String(vpnPort),
  }
}

/** Without containers the forwarded port is one of this machine, so every product has its own. */
function gluetunSettings(port: number, forwardedPort: number): Record<string, string> {
  return {
    EMULATOR_FORWARDED_PORTS: String(forwardedPort),
    EMULATOR_CONTROL: 'on',
    EMULATOR_HOST: '127.0.0.1',
    EMULATOR_TIME_SCALE: '5',
    HTTP_CONTROL_SERVER_ADDRESS: `127.0.0.1:${port}`,
    HTTP_CONTROL_SERVER_AUTH_DEFAULT_ROLE: '{"auth":"none"}',
    HEALTH_SERVER_ADDRESS: '127.0.0.1:0',
    VPN_PORT_FORWARDING: 'on',
  }
}

/** Whole or not at all, as the orchestrator reads it at any time. */
async function recordVpn(dataDir: string, facts: { pid: number; controlPort: number }): Promise<void> {
  const path = join(dataDir, 'vpn', `${VPN}.json`)
  await mkdir(join(dataDir, 'vpn'), { recursive: true })
  const record = {
    ...facts,
    health: 'healthy',
    portForwarding: true,
    provider: 'protonvpn',
    vpnType: 'wireguard',
  }
  await writeFile(`${path}.new`, JSON.stringify(record))
  await rename(`${path}.new`, path)
}
