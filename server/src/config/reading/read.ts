// Where values come from: environment, settings file, secret files, and the names of older servers.
import { messageOf } from '../../lib/errors.ts'
import type { Fault } from '../fault.ts'
import { SETTINGS, type SettingName, type Values } from '../schema.ts'
import type { Setting } from '../setting.ts'
import { LEGACY, LEGACY_VARIANTS } from './legacy.ts'
import { nearest } from './nearest.ts'
import { isServiceLink } from './service-links.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/** `panel`: saved there, while the program ran. */
export type Origin = 'environment' | 'file' | 'panel' | 'default'

/** What was given for one setting, and by whom. */
export interface Given {
  readonly text: string | null
  readonly origin: Origin
  /** The variable it came from: the setting's name or an alias. */
  readonly variable: string
}

export interface Reading {
  readonly values: Values
  readonly given: ReadonlyMap<SettingName, Given>
  readonly faults: readonly Fault[]
  readonly warnings: readonly string[]
}

const NAMES = Object.keys(SETTINGS) as readonly SettingName[]
const KNOWN = new Set<string>([
  ...NAMES,
  ...NAMES.flatMap((name) => SETTINGS[name].aliases),
  ...NAMES.flatMap((name) => (SETTINGS[name].redact ? namesOf(name).map((each) => `${each}_FILE`) : [])),
  ...Object.keys(LEGACY),
])
const OUR_PREFIX = /^(ENGINE|GLUETUN|ACE|VPN|HEALTH|PLAYBACK|PLAYLIST|ORCHESTRATOR)_/

/**
 * Reads the table from the environment and the file, one value each; a faulty one is replaced by its default.
 * `readFile` is asked for what `<NAME>_FILE` of a secret names.
 */
export function readSettings(
  environmentWithLinks: Variables,
  file: Variables,
  readFile: (path: string) => string,
): Reading {
  const { environment, links } = withoutServiceLinks(environmentWithLinks)
  const values: Record<string, unknown> = {}
  const given = new Map<SettingName, Given>()
  const faults: Fault[] = []
  const warnings = [
    ...linkWarnings(links),
    ...legacyWarnings(environment, file),
    ...unknownWarnings(environment, file),
  ]
  for (const name of NAMES) {
    const row: Setting<unknown> = SETTINGS[name]
    const found = opened(find(name, row, environment, file), row, readFile, faults)
    given.set(name, found)
    if (found.variable !== name && found.variable !== `${name}_FILE`)
      warnings.push(`${found.variable} is an older name of ${name}; its value is used`)
    const value = found.text === null ? null : row.kind.parse(found.text)
    if (value === undefined && found.text !== null) faults.push(notAllowed(found.variable, found.text, row))
    values[name] =
      value === undefined && row.fallback !== null ? row.kind.parse(row.fallback) : (value ?? null)
  }
  // Each value was parsed by the kind that gives `Values` its type.
  return { values: values as Values, given, faults, warnings }
}

/** A value as it may be printed. */
export function shown(row: Setting<unknown>, text: string): string {
  return row.redact ? row.redact(text) : text
}

function find(name: SettingName, row: Setting<unknown>, environment: Variables, file: Variables): Given {
  for (const [origin, source] of [
    ['environment', environment],
    ['file', file],
  ] as const)
    for (const variable of namesOf(name).flatMap((each) => (row.redact ? [each, `${each}_FILE`] : [each]))) {
      const text = source[variable]?.trim() ?? ''
      if (text !== '' && !isLegacyVariant(variable, text)) return { text, origin, variable }
    }
  return { text: row.fallback, origin: 'default', variable: name }
}

function namesOf(name: SettingName): readonly string[] {
  return [name, ...SETTINGS[name].aliases]
}

/** A secret given as `<NAME>_FILE`, replaced by what that file holds. */
function opened(
  found: Given,
  row: Setting<unknown>,
  readFile: (path: string) => string,
  faults: Fault[],
): Given {
  if (row.redact === undefined || found.text === null || !found.variable.endsWith('_FILE')) return found
  try {
    const text = readFile(found.text).trim()
    if (text !== '') return { ...found, text }
    faults.push({ variable: found.variable, value: found.text, problem: 'the file is empty' })
  } catch (error) {
    faults.push({ variable: found.variable, value: found.text, problem: messageOf(error) })
  }
  return { ...found, text: row.fallback }
}

function withoutServiceLinks(variables: Variables): { environment: Variables; links: readonly string[] } {
  const all = Object.entries(variables)
  const isLink = ([name, value]: [string, string | undefined]) => isServiceLink(name, value)
  return {
    environment: Object.fromEntries(all.filter((each) => !isLink(each))),
    links: all
      .filter((each) => isLink(each) && KNOWN.has(each[0]))
      .map(([name, value]) => `${name}=${value}`),
  }
}

function linkWarnings(links: readonly string[]): string[] {
  if (links.length === 0) return []
  return [
    `${links.join(', ')}: a Kubernetes service link, ignored; enableServiceLinks: false on the pod keeps them away`,
  ]
}

function notAllowed(variable: string, text: string, row: Setting<unknown>): Fault {
  return { variable, value: shown(row, text), problem: `allowed: ${row.kind.allowed}` }
}

function isLegacyVariant(variable: string, text: string): boolean {
  const isOld = (each: string) => each.toLowerCase() === text.toLowerCase()
  return variable === 'ENGINE_VARIANT' && LEGACY_VARIANTS.some(isOld)
}

function legacyWarnings(environment: Variables, file: Variables): string[] {
  const variables = { ...file, ...environment }
  const old = Object.entries(LEGACY).filter(([name]) => isSet(variables[name]))
  const warnings = old.map(([name, advice]) => `${name} was a setting of an older server: ${advice}`)
  const variant = environment['ENGINE_VARIANT']?.trim() || (file['ENGINE_VARIANT'] ?? '')
  if (isLegacyVariant('ENGINE_VARIANT', variant))
    warnings.push(
      `ENGINE_VARIANT=${variant} chose an image of an older server and is ignored: use TARGET_IMAGE`,
    )
  return warnings
}

function unknownWarnings(environment: Variables, file: Variables): string[] {
  const variables = { ...file, ...environment }
  return Object.keys(variables)
    .filter((name) => !KNOWN.has(name) && isSet(variables[name]))
    .flatMap((name) => {
      const most = OUR_PREFIX.test(name) ? undefined : Math.min(2, Math.floor(name.length / 4))
      const meant = nearest(name, NAMES, most)
      return meant ? [`${name} is not a known setting; did you mean ${meant.name}?`] : []
    })
}

function isSet(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== ''
}
