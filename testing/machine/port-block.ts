import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/** Ports of this machine for one test: nobody listens on any of them, and no other test has them. */
export interface PortBlock {
  readonly first: number
  readonly count: number
  /** What makes an orchestrator keep to them: a range of 50 for each kind of port. */
  readonly settings: Readonly<Record<string, string>>
  release(): void
}

/** Above the ports of an orchestrator with default settings, below those that Linux hands out to connections by default. */
const FIRST = 24_000
const END = 32_768
/** With the one that holds the block. */
const SIZE = 256
const PER_KIND = 50

/** The ports may be taken later by others than tests, as any may. Throws where every block is in use. */
export async function claimPorts(): Promise<PortBlock> {
  for (let hold = FIRST; hold + SIZE <= END; hold += SIZE) {
    const block = await claim(hold)
    if (block) return block
  }
  throw new Error(`no ${SIZE} successive ports between ${FIRST} and ${END} are free`)
}

/** Whoever listens on the port before it has a block, so that it is free again however its owner ends. */
async function claim(hold: number): Promise<PortBlock | undefined> {
  const holder = await listen(hold)
  if (!holder) return undefined
  const first = hold + 1
  const count = SIZE - 1
  for (let port = first; port < first + count; port++) {
    const probe = await listen(port)
    if (!probe) {
      holder.close()
      return undefined
    }
    await new Promise((closed) => probe.close(closed))
  }
  holder.unref()
  return { first, count, settings: settingsFrom(first), release: () => holder.close() }
}

/** On every address, as a listener on only one of them is in the way too. */
async function listen(port: number): Promise<Server | undefined> {
  const server = createServer()
  try {
    await once(server.listen({ port, host: '0.0.0.0', exclusive: true }), 'listening')
    return server
  } catch {
    return undefined
  }
}

function settingsFrom(first: number): Record<string, string> {
  const range = (kind: number) => `${first + kind * PER_KIND}-${first + (kind + 1) * PER_KIND - 1}`
  return {
    PORT_RANGE_HOST: range(0),
    ACE_HTTPS_RANGE: range(1),
    ACE_API_RANGE: range(2),
    ACE_P2P_RANGE: range(3),
  }
}
