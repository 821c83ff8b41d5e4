import type { ConnectionState } from '../connection/connection-state.ts'
import type { Overall } from '../fleet/overall/overall.ts'
import type { Catalogue } from '../i18n/en/en.ts'
import { i18n } from '../i18n/use-i18n.ts'

const ICONS: Record<Overall['tone'], string> = { good: 'good', warn: 'warn', bad: 'bad', none: 'none' }

function words(overall: Overall, t: Catalogue): string | null {
  const [worst] = overall.issues
  const unhealthy = overall.issues.find((issue) => issue.kind === 'unhealthy')
  if (worst === undefined) return null
  if (worst.kind === 'vpn') return t.title.vpnDown
  if (unhealthy) return t.title.unhealthy(unhealthy.engines.length)
  return worst.kind === 'blocked' ? t.title.blocked : t.title.warning
}

/** The tab tells the state: in the title by words, in its icon by shape and colour. */
export function showInTitle(overall: Overall, phase: ConnectionState['phase']): void {
  const { t } = i18n()
  const cutOff = phase === 'offline' ? t.title.offline : phase === 'signed_out' ? t.title.signedOut : null
  const state = cutOff ?? words(overall, t)
  const title = state === null ? t.name : `${state} · ${t.name}`
  if (document.title !== title) document.title = title
  const icon = `./icons/state-${cutOff === null ? ICONS[overall.tone] : 'bad'}.svg`
  const link = document.querySelector<HTMLLinkElement>('#favicon')
  if (link && link.getAttribute('href') !== icon) link.setAttribute('href', icon)
}
