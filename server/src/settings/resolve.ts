// settings/: what holds of the defaults, of what was saved in the panel, and of the environment; and how that is changed.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { SettingShape } from '@acestream-orchestrator/contract/reasons/settings'
import { type Clash, clashes } from '../config/checks.ts'
import { buildConfig, type Config } from '../config/config.ts'
import type { ConfigBase } from '../config/load.ts'
import type { Given } from '../config/reading/read.ts'
import { SETTINGS, type SettingName, type Values } from '../config/schema.ts'
import type { Setting } from '../config/setting.ts'
import type { Saved } from './saved.ts'

export interface Resolved {
  readonly config: Config
  /** What each setting was given, and by whom. */
  readonly given: ReadonlyMap<SettingName, Given>
  /** Saved values that can't be used; one that the environment overrides is none of them. */
  readonly unused: ReadonlyMap<string, Reason>
}

/** Settings of containers: processes have none of it. */
const OF_CONTAINERS: ReadonlySet<string> = new Set<SettingName>([
  'TARGET_IMAGE',
  'ENGINE_VARIANT',
  'ENGINE_MEMORY_LIMIT',
  'ENGINE_CPU_LIMIT',
])

/** Default < saved in the panel < environment and its file. What can't be used of the saved ones is left out and named. */
export function resolve(base: ConfigBase, saved: Saved): Resolved {
  const images = imagesOf(base)
  const unused = new Map<string, Reason>()
  const used = new Map<SettingName, string>()
  for (const [name, text] of Object.entries(saved)) {
    const why = whyFixed(base, name) ?? whyNotAllowed(name as SettingName, text, images)
    if (why === null) used.set(name as SettingName, text)
    else if (!isOverridden(why)) unused.set(name, why)
  }
  for (;;) {
    const values = valuesWith(base, used)
    const clash = clashes(values).find(({ about }) => about.some((name) => used.has(name)))
    if (clash === undefined) return finished(base, used, values, unused)
    for (const name of clash.about) if (used.delete(name)) unused.set(name, reasonOf(clash))
  }
}

/** Why it can't be changed in the panel; null: it can. */
export function whyFixed({ reading }: ConfigBase, name: string): Reason | null {
  if (!isSettingName(name)) return { code: 'setting_unknown', setting: name }
  const row: Setting<unknown> = SETTINGS[name]
  if (!row.live)
    return { code: row.redact ? 'setting_may_be_secret' : 'setting_environment_only', setting: name }
  const given = reading.given.get(name)
  if (given?.origin === 'environment')
    return { code: 'setting_set_by_environment', setting: name, variable: given.variable }
  if (given?.origin === 'file')
    return { code: 'setting_set_by_file', setting: name, variable: given.variable }
  return reading.values.RUNTIME === 'process' && OF_CONTAINERS.has(name)
    ? { code: 'setting_without_effect', setting: name }
    : null
}

/** What may be written for it; null: only the program can tell. */
export function shapeOf(base: ConfigBase, name: SettingName): SettingShape | null {
  return name === 'TARGET_IMAGE'
    ? { kind: 'choice', words: imagesOf(base) }
    : (SETTINGS[name].kind.shape ?? null)
}

/** What PROVISION_IMAGES lists, by the environment alone: no saved image widens it. */
function imagesOf({ reading, machine }: ConfigBase): readonly string[] {
  return buildConfig(reading.values, machine).access.provisionImages
}

function whyNotAllowed(name: SettingName, text: string, images: readonly string[]): Reason | null {
  const { kind } = SETTINGS[name] as Setting<unknown>
  if (kind.parse(text) === undefined && kind.shape)
    return { code: 'setting_not_allowed', setting: name, shape: kind.shape }
  return name === 'TARGET_IMAGE' && !images.includes(text)
    ? { code: 'image_not_listed', setting: name, image: text, images }
    : null
}

function isOverridden({ code }: Reason): boolean {
  return code === 'setting_set_by_environment' || code === 'setting_set_by_file'
}

function reasonOf({ problem, reason }: Clash): Reason {
  return reason ?? { code: 'verbatim', text: problem }
}

function valuesWith({ reading }: ConfigBase, used: ReadonlyMap<SettingName, string>): Values {
  const parsed = [...used].map(([name, text]) => [
    name,
    (SETTINGS[name] as Setting<unknown>).kind.parse(text),
  ])
  // Each value was parsed by the kind that gives `Values` its type.
  return { ...reading.values, ...Object.fromEntries(parsed) } as Values
}

function finished(
  { reading, machine }: ConfigBase,
  used: ReadonlyMap<SettingName, string>,
  values: Values,
  unused: ReadonlyMap<string, Reason>,
): Resolved {
  const given = new Map(reading.given)
  for (const [name, text] of used) given.set(name, { text, origin: 'panel', variable: name })
  return { config: buildConfig(values, machine), given, unused }
}

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name)
}
