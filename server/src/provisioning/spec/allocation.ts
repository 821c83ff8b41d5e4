import { isAlive } from '../../engines/engine.ts'
import { portsOf } from '../../engines/labels.ts'
import type { EnginePorts, VpnNodeView } from '../ports.ts'
import type { PortRange, World } from '../planning/world.ts'

/** What is already spoken for while a plan makes several engines at once. */
export interface Ledger {
  readonly names: Set<string>
  readonly ports: Set<number>
}

export function openLedger(world: World): Ledger {
  const names = new Set(world.takenNames)
  const ports = new Set(world.takenPorts)
  for (const { engine } of world.engines) {
    if (engine.name) names.add(engine.name)
    if (isAlive(engine) || engine.restart) for (const port of portsOf(engine.make)) ports.add(port)
  }
  for (const operation of world.operations) {
    if (operation.kind !== 'create') continue
    names.add(operation.spec.name)
    for (const port of Object.values(operation.spec.ports)) ports.add(port)
  }
  return { names, ports }
}

/** The lowest free `<prefix>-N`, N from 1. */
export function takeName(ledger: Ledger, prefix: string): string {
  let number = 1
  while (ledger.names.has(`${prefix}-${number}`)) number++
  const name = `${prefix}-${number}`
  ledger.names.add(name)
  return name
}

export interface PortWish {
  readonly ranges: World['policy']['spec']['ranges']
  /** The node whose namespace the engine joins, or null for a namespace of its own. */
  readonly node: VpnNodeView | null
  readonly http: number | null
  /** The forwarded port, when this engine is to hold it. */
  readonly p2p: number | null
}

/** Four ports that nobody holds, or the name of the range that has run out. Nothing is taken on failure. */
export function takePorts(
  ledger: Ledger,
  wish: PortWish,
): EnginePorts | { readonly exhausted: keyof EnginePorts } {
  const { ranges, node } = wish
  const isFree = (port: number) => !ledger.ports.has(port) && !node?.occupiedPorts.has(port)
  const isPublished = (port: number) => node?.publishedPorts?.has(port) ?? true
  const picked = new Set<number>()
  const pick = (range: PortRange, test: (port: number) => boolean): number | null => {
    for (let port = range.first; port <= range.last; port++) {
      if (picked.has(port) || !test(port)) continue
      picked.add(port)
      return port
    }
    return null
  }
  const http = wish.http ?? pick(ranges.http, (port) => isFree(port) && isPublished(port))
  if (http === null) return { exhausted: 'http' }
  picked.add(http)
  const https = pick(ranges.https, isFree)
  if (https === null) return { exhausted: 'https' }
  const api = pick(ranges.api, isFree)
  if (api === null) return { exhausted: 'api' }
  const p2p = wish.p2p ?? pick(ranges.p2p, isFree)
  if (p2p === null) return { exhausted: 'p2p' }
  const ports = { http, https, api, p2p }
  for (const port of Object.values(ports)) ledger.ports.add(port)
  return ports
}
