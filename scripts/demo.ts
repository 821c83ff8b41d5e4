// `npm run demo`: the whole product on this machine alone. Engines and the VPN are emulated, the rest is real.
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureServer } from '../server/bundle.ts'
import { systemClock } from '../server/src/lib/clock.ts'
import { silentLogger } from '../server/src/lib/log.ts'
import { createProcessRuntime } from '../server/src/runtime/process/process-runtime.ts'
import type { VpnRecord } from '../server/src/runtime/process/vpn-processes.ts'
import { ensurePanel } from './build-panel.ts'
import { type Child, end, engineCommand, startGluetun, startProxy, startServer } from './demo/children.ts'
import { createOrchestrator } from './demo/orchestrator.ts'
import { freePort, makeDirectory } from './demo/place.ts'
import { playStory } from './demo/story.ts'

const VPN = 'gluetun'
const LABEL = { key: 'ondemand.app', value: 'acestream-demo' }

/** The server ends its engines first; each has 5 s. */
const STOP_WITHIN_MS = 20_000

/** Everything faster than in earnest, so that there is something to see. */
const LIVELY = {
  MIN_REPLICAS: '3',
  MAX_REPLICAS: '6',
  IDLE_TTL_S: '120',
  HEALTH_CHECK_INTERVAL_S: '5',
  HEALTH_CHECK_TIMEOUT_S: '2',
  UNHEALTHY_GRACE_S: '8',
  COLLECT_INTERVAL_S: '2',
  MONITOR_INTERVAL_S: '5',
  GLUETUN_HEALTH_CHECK_INTERVAL_S: '2',
}

const life = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => life.abort())
endWithParent()

await ensurePanel()
await ensureServer()
const directory = makeDirectory()
const dataDir = join(directory, 'data')
mkdirSync(join(dataDir, 'vpn'), { recursive: true })
const children: Child[] = []
try {
  await runDemo()
} catch (error) {
  if (!life.signal.aborted) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
} finally {
  await leaveNothing()
}
process.exit()

async function runDemo(): Promise<void> {
  life.signal.throwIfAborted()
  const key = randomBytes(24).toString('base64url')
  const port = process.env['PORT'] ? Number(process.env['PORT']) : await freePort(8000)
  const proxyPort = await freePort(6878)
  const vpnPort = await freePort()
  const gluetun = startGluetun(directory, gluetunSettings(vpnPort, await freePort()))
  children.push(gluetun)
  await recordVpn({ pid: gluetun.pid, controlPort: vpnPort, health: 'starting' })
  const server = startServer(directory, serverSettings(key, port, vpnPort, proxyPort))
  children.push(server)
  const address = `http://127.0.0.1:${port}`
  children.push(
    startProxy(directory, { ORCHESTRATOR_URL: address, API_KEY: key, PROXY_PORT: String(proxyPort) }),
  )
  const ended = server.exited.then((code) => {
    if (!life.signal.aborted) throw new Error(`The server ended with ${code}:\n${server.lastWords()}`)
  })
  const ports = { vpn: vpnPort, proxy: proxyPort }
  await Promise.race([ended, showTime(address, key, gluetun, ports)])
}

interface Ports {
  readonly vpn: number
  readonly proxy: number
}

async function showTime(address: string, key: string, gluetun: Child, ports: Ports): Promise<void> {
  const orchestrator = createOrchestrator(address, key)
  while (!(await orchestrator.isReady())) await sleep(50, undefined, { signal: life.signal })
  console.log(`\nThe panel: ${address}/panel/#key=${key}`)
  console.log(`A player: vlc "http://127.0.0.1:${ports.proxy}/ace/getstream?id=${'a'.repeat(40)}"`)
  console.log('\nEngines and VPN are emulated. Ctrl-C ends it.\n')
  await recordVpn({ pid: gluetun.pid, controlPort: ports.vpn, health: 'healthy' })
  const tell = (text: string) => console.log(`${new Date().toTimeString().slice(0, 8)}  ${text}`)
  await playStory({ orchestrator, gluetunAddress: `http://127.0.0.1:${ports.vpn}`, tell }, life.signal)
}

function serverSettings(
  key: string,
  port: number,
  vpnPort: number,
  proxyPort: number,
): Record<string, string> {
  return {
    ...LIVELY,
    HOST: process.env['HOST'] || '127.0.0.1',
    PORT: String(port),
    PROXY_PORT: String(proxyPort),
    API_KEY: key,
    DATA_DIR: dataDir,
    LOG_FORMAT: 'json',
    RUNTIME: 'process',
    CONTAINER_LABEL: `${LABEL.key}=${LABEL.value}`,
    ENGINE_COMMAND: engineCommand(),
    ENGINE_ENV:
      'EMULATOR_CONTROL=on EMULATOR_HOST=127.0.0.1 EMULATOR_START_DELAY_MS=700 EMULATOR_BITRATE_KBPS=4500',
    STOP_ENGINES_ON_EXIT: 'true',
    GLUETUN_CONTAINER_NAME: VPN,
    GLUETUN_API_PORT: String(vpnPort),
  }
}

function gluetunSettings(port: number, forwarded: number): Record<string, string> {
  return {
    EMULATOR_CONTROL: 'on',
    EMULATOR_HOST: '127.0.0.1',
    HTTP_CONTROL_SERVER_ADDRESS: `127.0.0.1:${port}`,
    HTTP_CONTROL_SERVER_AUTH_DEFAULT_ROLE: '{"auth":"none"}',
    HEALTH_SERVER_ADDRESS: '127.0.0.1:0',
    VPN_PORT_FORWARDING: 'on',
    EMULATOR_FORWARDED_PORTS: String(forwarded),
  }
}

/** Whole or not at all, as the orchestrator reads it at any time. */
async function recordVpn(record: VpnRecord): Promise<void> {
  const path = join(dataDir, 'vpn', `${VPN}.json`)
  const full = { ...record, portForwarding: true, provider: 'emulated', vpnType: 'wireguard' }
  await writeFile(`${path}.new`, JSON.stringify(full))
  await rename(`${path}.new`, path)
}

/** Ends in order; what the server could not end, because it was killed or crashed, is ended here. */
async function leaveNothing(): Promise<void> {
  life.abort()
  console.log('\nStopping ...')
  for (const child of children.toReversed()) await end(child, STOP_WITHIN_MS)
  const signal = new AbortController().signal
  const runtime = createProcessRuntime({
    dataDir,
    command: [],
    label: LABEL,
    advertisedHost: '127.0.0.1',
    clock: systemClock,
    log: silentLogger,
  })
  for (const { id } of await runtime.list(signal)) await runtime.remove(id, 0, signal)
  rmSync(directory, { recursive: true, force: true })
  console.log('Stopped. Nothing is left behind.')
}

/** When whoever started us is killed outright, nobody tells us: we see it by having another parent. */
function endWithParent(): void {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) life.abort()
  }, 1000).unref()
}
