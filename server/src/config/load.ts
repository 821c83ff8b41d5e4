import { join } from 'node:path'
import { isatty } from 'node:tty'
import { messageOf } from '../lib/errors.ts'
import { clashes, overlap } from './checks.ts'
import { buildConfig, type Config, type Machine } from './config.ts'
import { type EffectiveSetting, effectiveSettings } from './effective.ts'
import { ConfigError, type Fault } from './fault.ts'
import { parseEnvFile } from './reading/env-file.ts'
import { type Reading, readSettings, shown, type Variables } from './reading/read.ts'
import { readTextFile } from './reading/text-file.ts'
import { SETTINGS, type SettingName } from './schema.ts'

/** What loading needs from outside; tests bring their own. */
export interface Surroundings {
  /** Throws when the file can't be read. */
  readonly readFile: (path: string) => string
  /** Node's `process.arch`: the default image depends on it. */
  readonly arch: string
  /** Standard output is a terminal: the default log form depends on it. */
  readonly isTerminal: boolean
}

export interface ConfigBase {
  readonly reading: Reading
  readonly machine: Machine
}

export interface LoadedConfig {
  readonly config: Config
  /** What `config` was made of, so that another can be made of some other values. */
  readonly base: ConfigBase
  /** Sentences for the log: unknown and old variables, and what is legal but dangerous. */
  readonly warnings: readonly string[]
  /** Every setting as it took effect, secrets hidden; see `formatEffective`. */
  readonly effective: readonly EffectiveSetting[]
}

const SYSTEM: Surroundings = {
  readFile: readTextFile,
  arch: process.arch,
  isTerminal: isatty(1),
}

/**
 * The settings from the environment and `ENV_FILE`. Throws one `ConfigError` that lists every fault; touches
 * nothing but the files it reads.
 */
export function loadConfig(environment: Variables, surroundings: Partial<Surroundings> = {}): LoadedConfig {
  const { readFile, arch, isTerminal } = { ...SYSTEM, ...surroundings }
  const file = readEnvFile(environment['ENV_FILE']?.trim() ?? '', readFile)
  const reading = readSettings(environment, file.variables, readFile)
  const legacyDatabase = legacyDatabaseOf(reading, environment['DB_URL'] ?? file.variables['DB_URL'])
  const machine = { arch, isTerminal, legacyDatabase }
  const config = buildConfig(reading.values, machine)
  const faults = [
    ...file.faults,
    ...reading.faults,
    ...clashFaults(reading),
    ...localVpnFaults(config, readFile),
  ]
  if (faults.length > 0) throw new ConfigError(faults)
  return {
    config,
    base: { reading, machine },
    warnings: [...reading.warnings, ...dangers(config)],
    effective: effectiveSettings(reading.given, config),
  }
}

function readEnvFile(
  path: string,
  readFile: Surroundings['readFile'],
): { variables: Variables; faults: Fault[] } {
  if (path === '') return { variables: {}, faults: [] }
  try {
    const { variables, badLines } = parseEnvFile(readFile(path))
    const problem = `not NAME=value in line ${badLines.join(', ')}`
    return { variables, faults: badLines.length > 0 ? [{ variable: 'ENV_FILE', value: path, problem }] : [] }
  } catch (error) {
    return { variables: {}, faults: [{ variable: 'ENV_FILE', value: path, problem: messageOf(error) }] }
  }
}

/** A clash with a setting that is faulty by itself is left out: it would speak of a default nobody chose. */
function clashFaults({ values, given, faults }: Reading): Fault[] {
  const faulty = new Set(faults.map(({ variable }) => variable))
  const variableOf = (name: SettingName) => given.get(name)?.variable ?? name
  return clashes(values)
    .filter(({ about }) => !about.some((name) => faulty.has(variableOf(name))))
    .map(({ about: [name], problem }) => {
      const text = given.get(name)?.text ?? null
      return {
        variable: variableOf(name),
        value: text === null ? null : shown(SETTINGS[name], text),
        problem,
      }
    })
}

/** A local process can't join a container's network: with RUNTIME=process the VPN is the emulator, recorded in a file. */
function localVpnFaults({ runtime, gluetun, storage }: Config, readFile: Surroundings['readFile']): Fault[] {
  if (runtime.kind !== 'process') return []
  return gluetun.containers.flatMap(({ name }) => {
    const record = join(storage.dataDir, 'vpn', `${name}.json`)
    try {
      readFile(record)
      return []
    } catch {
      const problem = `a real VPN needs RUNTIME=docker; an emulated one must be recorded in ${record}`
      return [{ variable: 'GLUETUN_CONTAINER_NAME', value: name, problem }]
    }
  })
}

function legacyDatabaseOf({ given }: Reading, url: string | undefined): string | null {
  if (given.get('DATA_DIR')?.origin !== 'default') return null
  return /^sqlite:\/\/\/(.+)$/.exec(url?.trim() ?? '')?.[1] ?? null
}

/** Shorter ones can be guessed; what we generate has 43. */
const SAFE_KEY_LENGTH = 16

function dangers(config: Config): string[] {
  const warnings: string[] = []
  const keyLength = config.access.apiKey?.length ?? SAFE_KEY_LENGTH
  if (keyLength < SAFE_KEY_LENGTH)
    warnings.push(
      `API_KEY has ${keyLength} characters and can be guessed: use ${SAFE_KEY_LENGTH} or more, e.g. from openssl rand -hex 32`,
    )
  if (config.access.authOff) warnings.push('AUTH=off: everybody who can reach the port can change everything')
  const own = { first: config.http.port, last: config.http.port }
  for (const [name, range] of Object.entries(config.ranges))
    if (overlap(own, range))
      warnings.push(`PORT ${own.first} lies in the range of the engines' ${name} ports`)
  return warnings
}
