import type { Config } from './config.ts'
import { type Given, type Origin, shown } from './reading/read.ts'
import { SECTIONS, type SettingName } from './schema.ts'
import type { Setting } from './setting.ts'

/** One setting as it took effect, fit to be printed. */
export interface EffectiveSetting {
  readonly section: string
  readonly name: SettingName
  /** Secrets hidden. */
  readonly value: string
  readonly origin: Origin
}

/** What settings left unset came to, where it depends on the machine or on other settings. */
const RESOLVED: Partial<Record<SettingName, (config: Config) => string>> = {
  DATA_DIR: (config) => config.storage.dataDir,
  TARGET_IMAGE: (config) => config.engines.image,
  PROVISION_IMAGES: (config) => config.access.provisionImages.join(', '),
  ENGINE_PUBLISH_IP: (config) => config.engines.publishIp,
  LOG_FORMAT: (config) => config.log.format,
}

export function effectiveSettings(
  given: ReadonlyMap<SettingName, Given>,
  config: Config,
): readonly EffectiveSetting[] {
  return SECTIONS.flatMap(({ title, settings }) =>
    Object.entries(settings).map(([key, row]) => {
      const name = key as SettingName
      const { text, origin } = given.get(name) ?? { text: null, origin: 'default' as const }
      const resolved = origin === 'default' ? RESOLVED[name]?.(config) : undefined
      return { section: title, name, value: resolved ?? printed(row, text), origin }
    }),
  )
}

/** The settings as a tree, one line each, what was not left at its default marked with where it came from. */
export function formatEffective(settings: readonly EffectiveSetting[]): string {
  const lines = ['Settings']
  const sections = [...Map.groupBy(settings, ({ section }) => section)]
  for (const [at, [title, rows]] of sections.entries()) {
    const lastSection = at === sections.length - 1
    lines.push(`${lastSection ? '└──' : '├──'} ${title}`)
    for (const [index, { name, value, origin }] of rows.entries()) {
      const branch = `${lastSection ? '    ' : '│   '}${index === rows.length - 1 ? '└──' : '├──'}`
      lines.push(`${branch} ${name}: ${value}${origin === 'default' ? '' : ` (${origin})`}`)
    }
  }
  return lines.join('\n')
}

function printed(row: Setting<unknown>, text: string | null): string {
  return text === null || text === '' ? (row.unset ?? 'none').replaceAll('`', '') : shown(row, text)
}
