import type { CDPSession, Page } from '@playwright/test'

const READINGS = 9
const BETWEEN_MS = 330
const CALM_MS = 2000

/** Bytes. */
export interface Heap {
  readonly used: number
  /** What the engine of the browser made of scripts, bytecode and machine code, with its tables. */
  readonly code: number
}

/** What is in use after collecting garbage, the least of several: the others hold messages that were just being read. */
export async function readHeap(page: Page, devtools: CDPSession): Promise<Heap> {
  const readings: number[] = []
  for (let reading = 0; reading < READINGS; reading += 1) {
    await devtools.send('HeapProfiler.collectGarbage')
    readings.push((await devtools.send('Runtime.getHeapUsage')).usedSize)
    await page.waitForTimeout(BETWEEN_MS)
  }
  const code = codeIn(await takeSnapshot(devtools))
  // A snapshot holds the page up: what came meanwhile is read before anybody goes on.
  await page.waitForTimeout(CALM_MS)
  return { used: Math.min(...readings), code }
}

async function takeSnapshot(devtools: CDPSession): Promise<Snapshot> {
  const chunks: string[] = []
  const gather = ({ chunk }: { chunk: string }) => chunks.push(chunk)
  devtools.on('HeapProfiler.addHeapSnapshotChunk', gather)
  await devtools.send('HeapProfiler.takeHeapSnapshot')
  devtools.off('HeapProfiler.addHeapSnapshotChunk', gather)
  return JSON.parse(chunks.join(''))
}

/** The parts that are read of V8's heap snapshot: every node is a run of numbers, one for each field. */
interface Snapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: string[]; readonly node_types: [string[]] } }
  readonly nodes: number[]
}

function codeIn({ snapshot: { meta }, nodes }: Snapshot): number {
  const type = meta.node_fields.indexOf('type')
  const size = meta.node_fields.indexOf('self_size')
  const code = meta.node_types[0].indexOf('code')
  let bytes = 0
  for (let node = 0; node < nodes.length; node += meta.node_fields.length)
    if (nodes[node + type] === code) bytes += nodes[node + size] ?? 0
  return bytes
}
