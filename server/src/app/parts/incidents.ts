import type { LogHealth } from '../../api/ports.ts'
import { lifecycleOf } from '../../engines/engine.ts'
import type { Registry, RegistryChange } from '../../engines/registry.ts'
import { createGoneEngines, type GoneEngines } from '../../incidents/gone.ts'
import { RECENT_MS } from '../../incidents/incident.ts'
import { belongsTo } from '../../incidents/links.ts'
import type { NotifierSight, Snapshot, VpnSight } from '../../incidents/snapshot.ts'
import { type Incidents, startIncidents } from '../../incidents/watch.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Logger } from '../../lib/log.ts'
import type { RuntimeStatus } from '../../provisioning/ports.ts'
import type { ProvisioningSystem } from '../../provisioning/system.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Store } from '../../store/open.ts'
import type { Tracker } from '../../streams/tracker.ts'
import { reasonOf } from '../../vpn/node/node-state.ts'
import type { VpnNode, VpnWatch } from '../../vpn/watch.ts'
import { incidentSentence } from '../../wording/incidents/message.ts'

export interface AppIncidentsOptions {
  readonly registry: Pick<Registry, 'changes' | 'list'>
  readonly tracker: Pick<Tracker, 'changes' | 'list' | 'running'>
  readonly vpn: Pick<VpnWatch, 'changes' | 'nodes'>
  readonly provisioning: Pick<ProvisioningSystem, 'service' | 'isCurrent'>
  readonly runtime: { status(): RuntimeStatus }
  readonly store: Pick<Store, 'database' | 'incidents'>
  readonly log: LogHealth
  readonly settings: Pick<Settings, 'fault'>
  readonly journal: Pick<Journal, 'link'>
  readonly unhealthyGraceMs: () => number
  readonly clock: Clock
  readonly logger: Logger
  readonly newId: () => string
  /** What alerts are sent through. */
  readonly notifiers?: () => readonly NotifierSight[]
}

/** Entries recorded so long before an incident was seen may tell of it. */
const LINK_BACK_MS = 5_000

/** Looks at everything there is for what is wrong. */
export function startAppIncidents(options: AppIncidentsOptions): Incidents {
  const { registry, tracker, vpn, store, clock, logger, journal } = options
  const gone = createGoneEngines()
  let wasRead = false
  const incidents = startIncidents({
    read: () => {
      wasRead ||= options.provisioning.isCurrent()
      return readSnapshot(options, gone, wasRead)
    },
    store: store.incidents,
    clock,
    newId: options.newId,
    word: incidentSentence,
  })
  registry.changes.on((change) => {
    if (change.kind === 'gone') gone.note(change.engine, clock.now())
    if (isNews(change)) incidents.wake()
  })
  tracker.changes.on((change) => {
    if (change.kind !== 'gone' && change.before?.phase !== change.stream.phase) incidents.wake()
  })
  vpn.changes.on(({ significant }) => significant && incidents.wake())
  store.database.changes.on(incidents.wake)
  incidents.changes.on(({ kind, incident }) => {
    const { id, message, code, severity } = incident
    if (kind === 'updated') return
    const fields = { id, code, says: message }
    if (kind === 'resolved') logger.info(fields, 'incident resolved')
    else if (severity === 'info') logger.info(fields, 'incident opened')
    else logger.warn(fields, 'incident opened')
    if (kind === 'opened')
      journal.link(id, incident.openedAtMs - LINK_BACK_MS, (links) =>
        belongsTo(links, incident, incident.openedAtMs),
      )
  })
  return incidents
}

/** A probe answered as the one before is none. */
function isNews(change: RegistryChange): boolean {
  if (change.kind === 'gone' || change.before === null) return true
  const { engine, before } = change
  return engine.health.status !== before.health.status || lifecycleOf(engine) !== lifecycleOf(before)
}

function readSnapshot(
  {
    registry,
    tracker,
    vpn,
    provisioning,
    runtime,
    store,
    log,
    settings,
    clock,
    unhealthyGraceMs,
    notifiers,
  }: AppIncidentsOptions,
  gone: GoneEngines,
  wasRead: boolean,
): Snapshot {
  const nowMs = clock.now()
  const { capacity, blocked } = provisioning.service.status()
  return {
    nowMs,
    wasRead,
    engines: registry.list(),
    gone: gone.list(nowMs),
    streams: [...tracker.running()],
    ended: tracker
      .list({ status: 'ended' })
      .filter(({ endedAtMs }) => endedAtMs !== null && nowMs - endedAtMs < RECENT_MS),
    vpns: vpn.nodes().map(vpnSight),
    runtime: runtime.status(),
    store: store.database.status(),
    log: log.status(),
    settings: settings.fault(),
    fleet: {
      wanted: capacity.wanted,
      existing: capacity.total,
      maximum: capacity.max,
      available: capacity.available,
      blocked,
      unhealthyGraceMs: unhealthyGraceMs(),
    },
    notifiers: notifiers?.() ?? [],
  }
}

function vpnSight({ state, leak }: VpnNode): VpnSight {
  return {
    name: state.name,
    checked: state.lookedAtMs !== null,
    running: state.container?.status === 'running',
    connected: state.verdict.connected,
    reason: reasonOf(state),
    sinceMs: state.since.wallMs,
    leaking: leak?.status === 'leaking',
  }
}
