// spec/: what one engine is created from: its names, ports, labels, image and how the image takes its flags.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { CREATED_BY, LABELS } from '../../engines/labels.ts'
import { hashText } from '../../lib/hash.ts'
import type { Blocked } from '../planning/step.ts'
import type { SpecPolicy } from '../planning/world.ts'
import type { EnginePorts, EngineSpec, VpnNodeView } from '../ports.ts'
import type { EngineRequest } from '../service.ts'
import { type Ledger, takeName, takePorts } from './allocation.ts'
import { chooseVariant } from './variant.ts'

/** Names of engines are `acestream-1`, `acestream-2` … */
const NAME_PREFIX = 'acestream'

/** Where one engine is to go and what makes it differ from the others. */
export interface Order {
  readonly node: VpnNodeView | null
  /** It is to hold its node's forwarded port. */
  readonly forwarded: boolean
  readonly request: { readonly id: string; readonly request: EngineRequest } | null
  /** The image has an entrypoint of its own; decides how an unknown image takes its flags. */
  readonly hasEntrypoint: boolean
  /** Of the pool's image, as the runtime names it. */
  readonly imageDigest: string | null
}

/** What a new engine of the pool would be made from, as one word: another word on an engine means outdated. */
export function specHash(policy: SpecPolicy, hasEntrypoint: boolean): string {
  const known = hashes.get(policy) ?? new Map<boolean, string>()
  hashes.set(policy, known)
  const hash = known.get(hasEntrypoint) ?? hashOf(policy, hasEntrypoint)
  known.set(hasEntrypoint, hash)
  return hash
}

/** Each engine of a plan is labelled with the same one. */
const hashes = new WeakMap<SpecPolicy, Map<boolean, string>>()

function hashOf(policy: SpecPolicy, hasEntrypoint: boolean): string {
  const variant = chooseVariant(policy.image, policy.variantOverride, hasEntrypoint)
  const { image, args, env, network, publishIp, publishHttps, memoryLimitBytes, cpuLimit } = policy
  return hashText(
    JSON.stringify([image, variant, args, env, network, publishIp, publishHttps, memoryLimitBytes, cpuLimit]),
  )
}

/** A whole spec from free names and ports, or why there is none. */
export function specFor(policy: SpecPolicy, ledger: Ledger, order: Order): EngineSpec | Blocked {
  const request = order.request?.request
  const ports = takePorts(ledger, {
    ranges: policy.ranges,
    node: order.node,
    http: request?.hostPort ?? null,
    p2p: order.forwarded ? (order.node?.forwardedPort ?? null) : null,
  })
  if ('exhausted' in ports) return exhausted(ports.exhausted, policy, order.node)
  const image = request?.image ?? policy.image
  const variant = chooseVariant(image, policy.variantOverride, order.hasEntrypoint)
  return {
    name: takeName(ledger, NAME_PREFIX),
    image,
    variant,
    args: policy.args,
    env: { ...policy.env, ...request?.env },
    labels: { ...request?.labels, ...labelsFor(policy, order, variant, ports) },
    ports,
    network: networkFor(policy, order.node),
    memoryLimitBytes: policy.memoryLimitBytes,
    cpuLimit: policy.cpuLimit,
    publishHttps: policy.publishHttps,
  }
}

function networkFor(policy: SpecPolicy, node: VpnNodeView | null): EngineSpec['network'] {
  return node?.containerId
    ? { kind: 'vpn', containerId: node.containerId, containerName: node.name }
    : { kind: 'own', network: policy.network, publishIp: policy.publishIp }
}

function labelsFor(
  policy: SpecPolicy,
  order: Order,
  variant: string,
  ports: EnginePorts,
): Record<string, string> {
  return {
    [policy.label.key]: policy.label.value,
    [LABELS.httpPort]: String(ports.http),
    [LABELS.httpsPort]: String(ports.https),
    [LABELS.hostHttpPort]: String(ports.http),
    ...(policy.publishHttps ? { [LABELS.hostHttpsPort]: String(ports.https) } : {}),
    [LABELS.apiPort]: String(ports.api),
    [LABELS.p2pPort]: String(ports.p2p),
    [LABELS.instance]: policy.instance,
    [LABELS.kind]: 'engine',
    [LABELS.variant]: variant,
    [LABELS.spec]: specHash(policy, order.hasEntrypoint),
    [LABELS.vpn]: order.node?.name ?? '',
    [LABELS.forwarded]: String(order.forwarded),
    [LABELS.createdBy]: CREATED_BY,
    ...(order.imageDigest && !order.request ? { [LABELS.imageDigest]: order.imageDigest } : {}),
    ...(order.request ? { [LABELS.request]: order.request.id } : {}),
  }
}

const RANGE_SETTINGS: Readonly<Record<keyof EnginePorts, string>> = {
  http: 'PORT_RANGE_HOST',
  https: 'ACE_HTTPS_RANGE',
  api: 'ACE_API_RANGE',
  p2p: 'ACE_P2P_RANGE',
}

function exhausted(range: keyof EnginePorts, policy: SpecPolicy, node: VpnNodeView | null): Blocked {
  const { first, last } = policy.ranges[range]
  const reason: Reason =
    range === 'http' && node?.publishedPorts
      ? { code: 'published_ports_exhausted', vpn: node.name, first, last }
      : { code: 'ports_exhausted', setting: RANGE_SETTINGS[range], first, last }
  return { code: 'no_free_port', reason, etaS: null }
}
