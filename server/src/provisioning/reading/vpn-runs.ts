import { type Engine, isAlive } from '../../engines/engine.ts'
import type { WorldEngine } from '../planning/world.ts'
import type { VpnNodeView } from '../ports.ts'

/**
 * In which run of its VPN's container, and with which of its tunnels, each engine was started. A restarted VPN container
 * has another network namespace under the same id (docs/reference/gluetun.md 7.2); only its start time tells. Start times are
 * the machine's wall clock, so they decide once, at first sight; from then on another run is another start time,
 * whichever is the later, and another tunnel is another time of reconnecting.
 */
export interface VpnRuns {
  read(engine: Engine, node: VpnNodeView | undefined): Outlived
  /** Every engine met from now on was started while we watched. */
  adoptionIsOver(): void
  keepOnly(ids: ReadonlySet<string>): void
  /** An independent copy. */
  fork(): VpnRuns
}

type Outlived = Pick<WorldEngine, 'isCutOff' | 'outlivedTunnel'>

const NOTHING: Outlived = { isCutOff: false, outlivedTunnel: false }

interface Birth {
  readonly engineStartedAtMs: number
  readonly runStartedAtMs: number
  readonly reconnectedAtMs: number | null
}

interface Known {
  readonly births: ReadonlyMap<string, Birth>
  /** Engines that ran before us, with their start. */
  readonly adopted: ReadonlyMap<string, number | null>
  readonly isAdopting: boolean
}

const NOTHING_KNOWN: Known = { births: new Map(), adopted: new Map(), isAdopting: true }

type Finding = 'this_run' | 'earlier_run' | 'undecided'

/** `now` is the wall clock, in Unix ms. */
export function createVpnRuns(now: () => number, before: Known = NOTHING_KNOWN): VpnRuns {
  const births = new Map(before.births)
  const adopted = new Map(before.adopted)
  let { isAdopting } = before

  /** An engine older than its VPN's run is cut off, unless the clock was set back between the two. */
  function find(engine: Engine, { engineStartedAtMs, runStartedAtMs }: Birth): Finding {
    const isOlder = engineStartedAtMs < runStartedAtMs
    const wasAdopted = adopted.get(engine.id) === engineStartedAtMs
    if (!wasAdopted) return isOlder && now() >= runStartedAtMs ? 'earlier_run' : 'this_run'
    const mayBeOlder = runStartedAtMs <= now() && now() < engineStartedAtMs
    if (engine.readyAtMs !== null || !(isOlder || mayBeOlder)) return 'this_run' // nobody answers out of a network that is gone
    const isProven = isOlder ? engine.health.failures > 0 : engine.health.status === 'unhealthy'
    return isProven ? 'earlier_run' : 'undecided'
  }

  return {
    read: (engine, node) => {
      if (isAdopting) adopted.set(engine.id, engine.container?.startedAtMs ?? null)
      const seen = birthIn(engine, node)
      if (!seen) return NOTHING
      const known = births.get(engine.id)
      if (known?.engineStartedAtMs === seen.engineStartedAtMs) return outlived(known, seen)
      const finding = find(engine, seen)
      if (finding === 'this_run') births.set(engine.id, seen)
      return { ...NOTHING, isCutOff: finding === 'earlier_run' }
    },
    adoptionIsOver: () => {
      isAdopting = false
    },
    keepOnly: (ids) => {
      for (const map of [births, adopted]) for (const id of map.keys()) if (!ids.has(id)) map.delete(id)
    },
    fork: () => createVpnRuns(now, { births, adopted, isAdopting }),
  }
}

function outlived(birth: Birth, now: Birth): Outlived {
  return {
    isCutOff: birth.runStartedAtMs !== now.runStartedAtMs,
    outlivedTunnel: birth.reconnectedAtMs !== now.reconnectedAtMs,
  }
}

/** Undefined where the two can't be compared: one of them does not run, or they are not together. */
function birthIn(engine: Engine, node: VpnNodeView | undefined): Birth | undefined {
  const engineStartedAtMs = engine.container?.startedAtMs ?? null
  const runStartedAtMs = node?.running ? node.startedAtMs : null
  const together = node?.containerId != null && engine.container?.networkOwner === node.containerId
  if (!together || !isAlive(engine) || engineStartedAtMs === null || runStartedAtMs === null) return undefined
  return { engineStartedAtMs, runStartedAtMs, reconnectedAtMs: node?.reconnectedAtMs ?? null }
}
