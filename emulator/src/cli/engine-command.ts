import { setTimeout as sleep } from 'node:timers/promises'
import { startControlServer } from '../engine/control.ts'
import { type Engine, startEngine } from '../engine.ts'
import { type EngineSettings, readEngineSettings } from './engine-settings.ts'
import { given } from './environment.ts'

const USUAL_API_PORT = 62_062
const USUAL_P2P_PORT = 8621

type Ports = { http: number; https: number | undefined; api: number | undefined; p2p: number | undefined }

/** Runs until its last engine died. Rejects where the process can't start. */
export async function runEngines(args: readonly string[], isAndroid: boolean): Promise<number> {
  const settings = readEngineSettings(args, isAndroid)
  if (settings.startFault === 'exit') return settings.exitCode
  if (settings.startFault === 'never-listen') return endless()
  await sleep(settings.startDelayMs)
  if (settings.startFault === 'port-busy') throw new Error(busy(settings.httpPorts[0]))
  const engines: Engine[] = []
  for (const http of settings.httpPorts) engines.push(await startOne(settings, http))
  const [first] = engines
  const place = settings.isFleet ? `${engines.length} engines from port` : 'HTTP API on port'
  console.log(`emulated AceStream engine: ${place} ${first?.port}`)
  await openControl(settings, engines)
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => engines.forEach((engine) => void engine.close()))
  const codes = await Promise.all(engines.map((engine) => engine.exited))
  return codes.find((code) => code !== 0) ?? 0
}

function endless(): Promise<never> {
  return new Promise(() => setInterval(() => {}, 2 ** 30))
}

async function openControl(
  { controlPort, options }: EngineSettings,
  engines: readonly Engine[],
): Promise<void> {
  if (controlPort === undefined) return
  const { port } = await startControlServer({ host: options.host, port: controlPort, engines })
  console.log(`control routes on port ${port}`)
}

async function startOne(settings: EngineSettings, http: number): Promise<Engine> {
  const { isFleet, httpsPort, apiPort, p2pPort } = settings
  const usual = isFleet ? {} : { api: USUAL_API_PORT, p2p: USUAL_P2P_PORT }
  return startOn(settings, {
    http,
    https: isFleet ? undefined : httpsPort,
    api: isFleet ? undefined : (apiPort ?? usual.api),
    p2p: isFleet ? undefined : (p2pPort ?? usual.p2p),
  })
}

/** What is taken is left away if nobody asked for it, or moves if it may; else nothing starts. */
async function startOn(settings: EngineSettings, ports: Ports): Promise<Engine> {
  try {
    const optional = given({ httpsPort: ports.https, apiPort: ports.api, p2pPort: ports.p2p })
    return await startEngine({ ...settings.options, port: ports.http, ...optional })
  } catch (error) {
    const taken = takenPort(error)
    const name = (Object.keys(ports) as (keyof Ports)[]).find(
      (one) => taken !== undefined && ports[one] === taken,
    )
    if (name === undefined) throw error
    if (settings.mayMove) return startOn(settings, { ...ports, [name]: 0 })
    if (name === 'api' && settings.apiPort === undefined)
      return startOn(settings, { ...ports, api: undefined })
    if (name === 'p2p' && settings.p2pPort === undefined)
      return startOn(settings, { ...ports, p2p: undefined })
    throw new Error(busy(taken), { cause: error })
  }
}

function busy(port: number | undefined): string {
  return `cannot start server: port ${port} is already in use`
}

function takenPort(error: unknown): number | undefined {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error
  return isTaken && typeof error.port === 'number' ? error.port : undefined
}
