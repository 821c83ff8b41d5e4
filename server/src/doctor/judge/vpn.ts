import type { ControlPart } from '../../vpn/ports.ts'
import type { VpnFacts } from '../facts.ts'
import { error, type Judged, ok, warning } from '../finding.ts'

export function judgeVpns(vpns: readonly VpnFacts[]): readonly Judged[] {
  return vpns.flatMap(judgeVpn)
}

function judgeVpn(facts: VpnFacts): readonly Judged[] {
  const { vpn, container } = facts
  if (container === null) return [error({ code: 'vpn_container_missing', vpn })]
  const ports = judgePublished(facts)
  if (container.status !== 'running')
    return [error({ code: 'vpn_container_stopped', vpn, status: container.status }), ...ports]
  return [judgeControl(facts), ...ports].filter((each) => each !== undefined)
}

function judgeControl({ vpn, container }: VpnFacts): Judged | undefined {
  const reading = container?.reading
  if (reading === undefined) return undefined
  if (reading.kind !== 'ok') return error({ code: 'vpn_control_unusable', vpn, reason: reading.reason })
  const routes: readonly ControlPart[] = reading.unlisted
  if (routes.length > 0) return warning({ code: 'vpn_routes_lacking', vpn, routes })
  const { status, publicIp, ports } = reading.problems
  const [problem] = [status, publicIp, ports].filter((each) => each !== null)
  return problem === undefined
    ? ok({ code: 'vpn_control_usable', vpn, version: reading.version })
    : warning({ code: 'vpn_control_unusable', vpn, reason: problem })
}

/** Engines take the lowest published ports of the range: how many there are decides how many engines can be reached. */
function judgePublished({ vpn, container, range, engines }: VpnFacts): readonly Judged[] {
  if (!container?.needsPublished) return []
  const published = [...container.published].filter((port) => port >= range.first && port <= range.last)
  const wanted = Math.min(engines, range.last - range.first + 1)
  const needed = { first: range.first, last: range.first + wanted - 1 }
  return published.length >= wanted
    ? [ok({ code: 'vpn_ports_published', vpn, first: Math.min(...published), last: Math.max(...published) })]
    : [error({ code: 'vpn_ports_unpublished', vpn, published: published.length, wanted, ...needed })]
}
