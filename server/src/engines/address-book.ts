import { type Address, isSameAddress } from '../lib/address.ts'
import type { Engine } from './engine.ts'

/** Names under which reporters on the same host call a port that is published there. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1']

/** Every address under which somebody may know this engine: ours, the advertised one, its names, loopback. */
export function addressesOf(engine: Engine): readonly Address[] {
  const { container, engineSpec } = engine
  if (!container) return [engine.dial]
  const names = [container.name, engineSpec.vpn, ...LOOPBACK].filter((name) => name !== null)
  return [
    engine.dial,
    engine.advertised,
    ...container.addresses,
    ...names.map((host) => ({ host, port: engineSpec.httpPort })),
  ]
}

/** By any address we know of it, else by a port that only one engine has. */
export function byAddress(engines: readonly Engine[], address: Address): Engine | undefined {
  const matching = (matches: (each: Address) => boolean) =>
    onlyBearer(engines, (engine) => addressesOf(engine).some(matches))
  return matching((each) => isSameAddress(each, address)) ?? matching(({ port }) => port === address.port)
}

/** The one item the test holds for; undefined when none or several do. */
function onlyBearer<T>(items: Iterable<T>, holds: (item: T) => boolean): T | undefined {
  let found: T | undefined
  for (const item of items) {
    if (!holds(item)) continue
    if (found !== undefined) return undefined
    found = item
  }
  return found
}

/** Shorter prefixes than Docker's own short id name nothing. */
const SHORTEST_PREFIX = 12

/** The whole id that is meant: given itself, or by a prefix of 12 characters or more that only one begins with. */
export function meantBy(given: string, ids: Iterable<string>): string | undefined {
  const all = [...ids]
  if (all.includes(given)) return given
  return given.length < SHORTEST_PREFIX ? undefined : onlyBearer(all, (id) => id.startsWith(given))
}
