import { BlockList, isIP } from 'node:net'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'

/**
 * Addresses of this machine and its link alone, at which nobody runs an engine: link-local ones (a cloud's metadata
 * service among them), unspecified and multicast ones.
 */
function neverAllowed(): BlockList {
  const list = new BlockList()
  list.addSubnet('169.254.0.0', 16)
  list.addSubnet('0.0.0.0', 8)
  list.addSubnet('224.0.0.0', 3)
  list.addSubnet('fe80::', 10, 'ipv6')
  list.addAddress('::', 'ipv6')
  list.addSubnet('ff00::', 8, 'ipv6')
  return list
}

/** Made when first needed: a start would take 6 ms for it. */
let never: BlockList | undefined

/** A service of ours: whatever its name or addresses are, on this port. */
export interface OwnService {
  readonly reason: Reason
  readonly addresses: readonly string[]
  readonly port: number
}

/**
 * Why no engine may be registered at a host that resolves to these addresses; null: it may. Otherwise our probes
 * would ask services inside this network for whoever may register.
 */
export function whyNotExternal(
  addresses: readonly string[],
  port: number,
  own: readonly OwnService[],
): Reason | null {
  if (addresses.some(isNever)) return { code: 'address_holds_no_engine' }
  const taken = own.find(
    (service) => service.port === port && service.addresses.some((each) => addresses.includes(plain(each))),
  )
  return taken?.reason ?? null
}

/** An IPv4 address inside an IPv6 one is that IPv4 address. */
export function plain(address: string): string {
  const [, mapped = ''] = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address) ?? []
  return mapped || address.toLowerCase()
}

function isNever(address: string): boolean {
  const version = isIP(address)
  never ??= neverAllowed()
  return version !== 0 && never.check(address, version === 6 ? 'ipv6' : 'ipv4')
}
