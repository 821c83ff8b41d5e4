import type { AlertBook } from '../../../alerts/book/book.ts'
import type { Figures } from '../../../alerts/figures.ts'
import { type NotifierKinds, withFallbacks } from '../../../alerts/notifier.ts'
import type { Config } from '../../../config/config.ts'
import type { Clock } from '../../../lib/clock.ts'
import { startLoop } from '../../../lib/loop.ts'
import type { Presence } from '../../../notifiers/mqtt/presence.ts'

const SHOW_EVERY_MS = 2_000

export interface PresencesOptions {
  readonly config: Config
  readonly version: string
  readonly clock: Clock
}

interface Shown {
  readonly book: AlertBook
  readonly kinds: NotifierKinds
  readonly figures: () => Figures
  readonly link: string | null
}

/** One connection for each broker on which Home Assistant is shown how things are; none is opened where there is none. */
export function startPresences(
  { config, version, clock }: PresencesOptions,
  { book, kinds, figures, link }: Shown,
) {
  const running = new Map<string, { readonly presence: Presence; readonly gist: string }>()
  const origin = { instance: config.engines.instance, version, link }

  async function match(): Promise<void> {
    const wanted = new Map(
      book.notifiers().flatMap((each) => (each.kind === 'mqtt' && each.enabled ? [[each.id, each]] : [])),
    )
    for (const [id, { presence, gist }] of running)
      if (JSON.stringify(wanted.get(id)?.fields) !== gist) {
        running.delete(id)
        await presence.stop(true)
      }
    for (const [id, { fields }] of wanted) {
      if (running.has(id)) continue
      const full = withFallbacks(await kinds.get('mqtt'), fields)
      if (full['home_assistant'] !== 'true') continue
      const { startPresence } = await import('../../../notifiers/mqtt/presence.ts')
      running.set(id, {
        presence: startPresence({ fields: full, origin, read: figures }),
        gist: JSON.stringify(fields),
      })
    }
  }

  const loop = startLoop(clock, async () => {
    await match()
    for (const { presence } of running.values()) presence.update()
    return running.size === 0 ? Number.MAX_SAFE_INTEGER : SHOW_EVERY_MS
  })
  return {
    changed: loop.wake,
    stop: async () => {
      await loop.stop()
      await Promise.all([...running.values()].map(({ presence }) => presence.stop(false)))
    },
  }
}
