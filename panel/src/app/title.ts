import { type ConnectionState, isOutOfReach } from '../connection/connection-state.ts'
import { enginesConcerned } from '../fleet/incidents/incidents.ts'
import { readWorld } from '../fleet/live-store.ts'
import { engineName, streamName } from '../fleet/names.ts'
import type { Overall } from '../fleet/overall/overall.ts'
import type { Catalogue } from '../i18n/en/en.ts'
import { i18n } from '../i18n/use-i18n.ts'
import { currentRoute } from '../routing/use-route.ts'

const ICONS: Record<Overall['tone'], string> = { good: 'good', warn: 'warn', bad: 'bad', none: 'none' }

function words(overall: Overall, t: Catalogue): string | null {
  const [incident] = overall.incidents.filter(({ severity }) => severity !== 'info')
  const engines = enginesConcerned(overall.incidents)
  if (incident?.code === 'vpn_down') return t.title.vpnDown
  if (engines > 0) return t.title.unhealthy(engines)
  if (incident) return incident.code === 'engines_blocked' ? t.title.blocked : t.title.warning
  const [worst] = overall.issues
  const unhealthy = overall.issues.find((issue) => issue.kind === 'unhealthy')
  if (worst === undefined) return null
  if (worst.kind === 'vpn') return t.title.vpnDown
  if (unhealthy) return t.title.unhealthy(unhealthy.engines.length)
  return worst.kind === 'blocked' ? t.title.blocked : t.title.warning
}

/** What the page is about: the open engine or stream, else its section. The first page is the panel itself. */
function pageName(): string | null {
  const { section, id } = currentRoute()
  const { engines, streams } = readWorld()
  if (section === 'overview' || section === 'styles') return null
  const stream = section === 'streams' && streams?.find(({ short_id }) => short_id === id)
  if (stream) return streamName(stream)
  const engine = section === 'engines' && engines?.find(({ container_id }) => container_id === id)
  if (section === 'settings') return i18n().t.settings.ofOrchestrator
  return engine ? engineName(engine) : i18n().t.nav[section]
}

/** The tab shows the state and the page: in the title by words, the state in its icon too, by shape and colour. */
export function showInTitle(overall: Overall, phase: ConnectionState['phase']): void {
  const { t } = i18n()
  const page = pageName()
  const cutOff = isOutOfReach(phase)
    ? { offline: t.title.offline, signed_out: t.title.signedOut, locked: t.connection.locked }[phase]
    : null
  const state = cutOff ?? words(overall, t)
  const title = [state, page, t.name].filter((part) => part !== null).join(' · ')
  if (document.title !== title) document.title = title
  const icon = `./icons/state-${cutOff === null ? ICONS[overall.tone] : 'bad'}.svg`
  const link = document.querySelector<HTMLLinkElement>('#favicon')
  if (link && link.getAttribute('href') !== icon) link.setAttribute('href', icon)
}
