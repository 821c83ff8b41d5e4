import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { VpnNodeView } from '../../ports.ts'
import { specFor } from '../../spec/engine-spec.ts'
import { censusOf } from '../census.ts'
import { counts } from '../engine-standing.ts'
import { chooseNode, openPlacement, type Placement, place } from '../placement.ts'
import type { Blocked, Step } from '../step.ts'
import type { PendingRequest, World, WorldEngine } from '../world.ts'

export interface Creations {
  readonly steps: readonly Step[]
  readonly blocked: Blocked | null
}

/** Engines to make now: callers' own wishes first, then what the pool lacks, within the room under the maximum. */
export function planCreations(world: World, missing: number, room: number): Creations {
  if (world.vpnChecksPending) return { steps: [], blocked: null }
  const barred = barredBy(world)
  if (barred) return { steps: [], blocked: barred }
  if (world.creationRests) return { steps: [], blocked: null }
  const underWay = new Set(censusOf(world).creations.map(({ requestId }) => requestId))
  const orders: (PendingRequest | null)[] = [
    ...world.requests.filter(({ id }) => !underWay.has(id)),
    ...Array.from({ length: missing }, () => null),
  ]
  const placement = openPlacement(world)
  const steps: Step[] = []
  for (const request of orders.slice(0, allowance(world, room))) {
    const step = creation(world, placement, request)
    if ('code' in step) return { steps, blocked: step }
    steps.push(step)
  }
  return { steps, blocked: room - steps.length > 0 || isPlaceComing(world) ? null : full(world) }
}

/** A place is about to be free, or an engine about to be listed, so that whoever waits is served soon. */
function isPlaceComing(world: World): boolean {
  const isLeaving = (each: WorldEngine) => each.busyWith !== 'create' && !counts(each)
  return world.pendingCreations > 0 || censusOf(world).own.some(isLeaving)
}

/** After a pause the breaker lets one engine through, to see. */
function allowance(world: World, room: number): number {
  if (world.breaker.state === 'closed') return room
  return censusOf(world).creations.length > 0 ? 0 : Math.min(1, room)
}

function creation(world: World, placement: Placement, request: PendingRequest | null): Step | Blocked {
  const node = world.vpn.configured ? chooseNode(world, placement) : null
  if (world.vpn.configured && !node) return vpnDown(world)
  const forwarded = node !== null && mayHoldForward(world, node, placement)
  const hasEntrypoint = world.image.kind === 'present' ? world.image.hasEntrypoint : true
  const imageDigest = world.image.kind === 'present' ? world.image.digest : null
  const order = { node, forwarded, request, hasEntrypoint, imageDigest }
  const spec = specFor(world.policy.spec, placement.ledger, order)
  if ('code' in spec) return spec
  const why: Reason = { code: request ? 'requested_by_caller' : 'below_target' }
  const step: Step = { kind: 'create', spec, why, node: node?.name ?? null, requestId: request?.id ?? null }
  place(placement, step, node)
  return step
}

/** Not while somebody else was found on that port: better an engine without it than none. */
function mayHoldForward(world: World, node: VpnNodeView, { forwardTaken }: Placement): boolean {
  const port = node.forwardedPort
  return port !== null && !world.takenPorts.has(port) && !forwardTaken.has(node.name)
}

/** What stands in the way of any engine at all. */
function barredBy(world: World): Blocked | null {
  const { image, breaker } = world
  if (world.vpn.configured && !world.vpn.nodes.some((node) => node.usable)) return vpnDown(world)
  if (image.kind === 'pulling')
    return {
      code: 'image_pulling',
      reason: { code: 'image_being_pulled', image: world.policy.spec.image },
      etaS: image.etaS,
    }
  if (image.kind === 'missing')
    return {
      code: 'image_missing',
      reason: { code: 'image_not_pulled', image: world.policy.spec.image, reason: image.reason },
      etaS: image.retryInS,
    }
  if (image.kind === 'unknown')
    return { code: 'runtime_unavailable', reason: { code: 'image_not_looked_up' }, etaS: 1 }
  if (breaker.state === 'open')
    return {
      code: 'circuit_breaker',
      reason: { code: 'starting_keeps_failing', reason: breaker.reason ?? { code: 'unspecified' } },
      etaS: breaker.endsInS,
    }
  return null
}

function vpnDown(world: World): Blocked {
  const vpns = world.vpn.nodes.map(({ name, blockedReason }) => ({ vpn: name, reason: blockedReason }))
  return { code: 'vpn_disconnected', reason: { code: 'no_vpn_connected', vpns }, etaS: null }
}

function full(world: World): Blocked {
  return {
    code: 'max_capacity',
    reason: { code: 'maximum_reached', maximum: world.policy.maxReplicas },
    etaS: null,
  }
}
