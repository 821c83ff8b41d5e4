import type { Figures } from '../../alerts/figures.ts'
import { isExternal } from '../../engines/engine.ts'
import { publicHealth } from '../../engines/public-health.ts'
import type { Incidents } from '../../incidents/watch.ts'
import type { VpnWatch } from '../../vpn/watch.ts'
import type { Core } from '../parts/core.ts'

/** How things are, in the numbers that a home's own screens show. */
export function figuresOf(
  { registry, tracker }: Pick<Core, 'registry' | 'tracker'>,
  vpn: Pick<VpnWatch, 'gauges'>,
  incidents: Pick<Incidents, 'recent'>,
): Figures {
  const engines = registry.list().filter((each) => !isExternal(each))
  const { started, stalled } = tracker.counts()
  const busy = new Set([...tracker.running()].map(({ engineId }) => engineId))
  const open = incidents.recent().filter((each) => each.resolvedAtMs === null)
  const worst =
    open.find(({ severity }) => severity === 'critical') ??
    open.find(({ severity }) => severity === 'warning')
  return {
    engines: engines.length,
    healthy: engines.filter((each) => publicHealth(each).status === 'healthy').length,
    inUse: engines.filter(({ id }) => busy.has(id)).length,
    streams: started,
    stalled,
    incidents: open.length,
    problem: worst?.message ?? null,
    vpns: vpn.gauges().map(({ node, connected }) => ({ name: node, connected })),
  }
}
