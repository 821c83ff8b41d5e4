import { isAlive } from '../../engines/engine.ts'
import { portsOf } from '../../engines/labels.ts'
import type { PortRange, World } from '../planning/world.ts'
import type { EnginePorts, VpnNodeView } from '../ports.ts'

/**
 * What is in use already, and by the engines planned so far. Nothing is ever given back to it, so that a search goes on
 * where the last one of its kind found something.
 */
export interface Ledger {
  /** No port is another engine's business: each has an address of its own. */
  readonly portsPerEngine: boolean
  readonly names: Set<string>
  readonly ports: Set<number>
  readonly searchedTo: Map<string, number>
}

export function openLedger(world: World): Ledger {
  const names = new Set(world.takenNames)
  const ports = new Set(world.takenPorts)
  for (const { engine } of world.engines) {
    if (engine.name) names.add(engine.name)
    if (isAlive(engine) || engine.restart) for (const port of portsOf(engine.engineSpec)) ports.add(port)
  }
  for (const operation of world.operations) {
    if (operation.kind !== 'create') continue
    names.add(operation.spec.name)
    for (const port of Object.values(operation.spec.ports)) ports.add(port)
  }
  return { names, ports, portsPerEngine: world.portScope === 'per_engine', searchedTo: new Map() }
}

/** The lowest free `<prefix>-N`, N from 1. */
export function takeName(ledger: Ledger, prefix: string): string {
  const search = `name ${prefix}`
  let number = ledger.searchedTo.get(search) ?? 1
  while (ledger.names.has(`${prefix}-${number}`)) number++
  ledger.searchedTo.set(search, number)
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
  const picked = new Set<number>()
  const isPublished = (port: number) => node?.publishedPorts?.has(port) ?? true
  const pick = (kind: keyof EnginePorts, test: (port: number) => boolean = () => true): number | null => {
    const isTaken = (port: number) => !ledger.portsPerEngine && ledger.ports.has(port)
    const isFree = (port: number) => !isTaken(port) && !node?.occupiedPorts.has(port) && test(port)
    const { last } = ranges[kind]
    const range = { first: firstUntaken(kind, ranges[kind], isTaken, ledger), last }
    const port = nextFree(ledger, `${kind} ${node?.name}`, range, isFree, picked)
    if (port !== null) picked.add(port)
    return port
  }
  const http = wish.http ?? pick('http', isPublished)
  if (http === null) return { exhausted: 'http' }
  picked.add(http)
  const https = pick('https')
  if (https === null) return { exhausted: 'https' }
  const api = pick('api')
  if (api === null) return { exhausted: 'api' }
  const p2p = wish.p2p ?? pick('p2p')
  if (p2p === null) return { exhausted: 'p2p' }
  const ports = { http, https, api, p2p }
  for (const port of Object.values(ports)) ledger.ports.add(port)
  return ports
}

/** Where a search begins in any node: below it everything is taken, whoever asks. */
function firstUntaken(
  kind: keyof EnginePorts,
  { first, last }: PortRange,
  isTaken: (port: number) => boolean,
  { searchedTo }: Ledger,
): number {
  let port = Math.max(first, searchedTo.get(kind) ?? first)
  while (port <= last && isTaken(port)) port++
  searchedTo.set(kind, port)
  return port
}

/** The lowest free port of a range that this engine has not been given already (ranges may overlap). */
function nextFree(
  { searchedTo }: Ledger,
  search: string,
  { first, last }: PortRange,
  isFree: (port: number) => boolean,
  picked: ReadonlySet<number>,
): number | null {
  let port = Math.max(first, searchedTo.get(search) ?? first)
  while (port <= last && !isFree(port)) port++
  searchedTo.set(search, port)
  while (port <= last && (picked.has(port) || !isFree(port))) port++
  return port <= last ? port : null
}
