import { BlockList, isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'

/**
 * Without `--bind-all` an engine serves this machine and the subnets it is in, nobody else. In a container this lets
 * the neighbours on its network in and keeps other networks out.
 */
export function isLocalCaller(ip: string): boolean {
  if (!isIPv4(ip)) return ip === '::1'
  const local = new BlockList()
  for (const addresses of Object.values(networkInterfaces()))
    for (const { family, cidr } of addresses ?? []) {
      const [network, prefix] = (cidr ?? '').split('/')
      if (family === 'IPv4' && network) local.addSubnet(network, Number(prefix))
    }
  return local.check(ip)
}
