import { type EngineFaults, parseFaults } from '../engine/faults.ts'
import type { SwarmAddress } from '../engine/swarm.ts'
import { given, isOnIn, jsonFrom, numberFrom, textFrom } from './environment.ts'
import { type Flags, isOn, parseFlags, portIn, UsageError } from './flags.ts'
import { flagsBy } from './recipe.ts'

/** What one `engine` process is told by flags and variables. */
export interface EngineSettings {
  readonly httpPorts: readonly number[]
  readonly httpsPort: number | undefined
  /** Undefined: nothing was said, and the usual port is taken if it is free. */
  readonly apiPort: number | undefined
  readonly p2pPort: number | undefined
  /** Several engines in one process have neither of the two above. */
  readonly isFleet: boolean
  readonly mayMove: boolean
  readonly startFault: string | undefined
  readonly exitCode: number
  readonly startDelayMs: number
  readonly controlPort: number | undefined
  readonly options: {
    readonly host: string
    readonly bindAll: boolean
    readonly control: boolean
    readonly version?: string
    readonly platform?: string
    readonly timeScale?: number
    readonly bitrateKbps?: number
    readonly faults?: Partial<EngineFaults>
    readonly swarm?: SwarmAddress
  }
}

/** Where a real engine is without flags (docs/reference/acestream-engine.md 1). */
const USUAL_HTTP_PORT = 6878
const START_FAULTS = ['port-busy', 'exit', 'never-listen']

/** `isAndroid`: started as `python main.py`, which needs no client flag. Throws a `UsageError`. */
export function readEngineSettings(args: readonly string[], isAndroid: boolean): EngineSettings {
  const flags = parseFlags(flagsBy(textFrom('EMULATOR_RECIPE') ?? 'args', args, process.env))
  if (!isAndroid && !isOn(flags, 'client-console') && !isOn(flags, 'client-gtk'))
    throw new UsageError('no client: start with --client-console')
  const startFault = textFrom('EMULATOR_START_FAULT')
  if (startFault && !START_FAULTS.includes(startFault))
    throw new UsageError(`EMULATOR_START_FAULT: ${startFault} is not one of ${START_FAULTS.join(', ')}`)
  return {
    httpPorts: httpPortsIn(flags),
    isFleet: flags.has('engines'),
    httpsPort: portIn(flags, 'https-port'),
    apiPort: portIn(flags, 'api-port'),
    p2pPort: portIn(flags, 'port'),
    mayMove: isOn(flags, 'fallback-to-dynamic-ports'),
    startFault,
    exitCode: numberFrom('EMULATOR_EXIT_CODE') ?? 1,
    startDelayMs: numberFrom('EMULATOR_START_DELAY_MS') ?? 0,
    controlPort: numberFrom('EMULATOR_CONTROL_PORT'),
    options: {
      host: textFrom('EMULATOR_HOST') ?? '0.0.0.0',
      bindAll: isOn(flags, 'bind-all'),
      control: isOnIn('EMULATOR_CONTROL'),
      ...given({
        version: textFrom('EMULATOR_VERSION'),
        platform: textFrom('EMULATOR_PLATFORM') ?? (isAndroid ? 'android' : undefined),
        timeScale: numberFrom('EMULATOR_TIME_SCALE'),
        bitrateKbps: numberFrom('EMULATOR_BITRATE_KBPS'),
        faults: parseFaults(jsonFrom('EMULATOR_FAULTS') ?? {}),
        swarm: swarmIn(textFrom('EMULATOR_SWARM')),
      }),
    },
  }
}

function swarmIn(text: string | undefined): SwarmAddress | undefined {
  if (text === undefined) return undefined
  const [, host, port] = /^([^:\s]+):(\d{1,5})$/.exec(text) ?? []
  if (!host || Number(port) < 1 || Number(port) > 65_535)
    throw new UsageError(`EMULATOR_SWARM: ${text} is no host:port`)
  return { host, port: Number(port) }
}

function httpPortsIn(flags: Flags): number[] {
  const first = portIn(flags, 'first-port') ?? portIn(flags, 'http-port') ?? USUAL_HTTP_PORT
  const count = Number(flags.get('engines') ?? 1)
  if (!Number.isInteger(count) || count < 1) throw new UsageError('argument --engines: expected a count')
  return Array.from({ length: count }, (_, index) => (first === 0 ? 0 : first + index))
}
