/** The server under load, in a process of its own: the real API over the real registry, or a bare `node:http` one. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { T0 } from '@acestream-orchestrator/testing/builders/world'
import { type ApiRig, apiRig, makeReady } from '@acestream-orchestrator/testing/rigs/api'

export type Command =
  | { readonly kind: 'start'; readonly server: 'orchestrator' }
  | { readonly kind: 'start'; readonly server: 'bare'; readonly body: string }
  | { readonly kind: 'engines'; readonly count: number }
  /** Checks and resource readings at the pace of a running orchestrator. */
  | { readonly kind: 'live_on' }
  /** One engine falls ill now; answered with the moment on the monotonic clock that all processes share. */
  | { readonly kind: 'change' }
  | { readonly kind: 'memory' }

export type Answer = { readonly value: string | number }

const CHECK_EVERY_MS = 30_000
const RESOURCES_EVERY_MS = 10_000

let rig: ApiRig | undefined
const ids: string[] = []
let changes = 0

const commands: {
  readonly [K in Command['kind']]: (command: Extract<Command, { kind: K }>) => Promise<Answer>
} = {
  start: async (command) => {
    if (command.server === 'bare') return { value: await startBare(command.body) }
    rig = apiRig()
    for (const { id } of rig.registry.list()) rig.registry.observeGone(id)
    return { value: await rig.api.listen() }
  },
  engines: async ({ count }) => {
    for (let number = 1; number <= count; number++) {
      ids.push(makeReady(running().registry, number))
      for (let check = 0; check < 39; check++) answerCheck(ids.at(-1) ?? '', check)
    }
    return { value: ids.length }
  },
  live_on: async () => {
    every(CHECK_EVERY_MS / ids.length, (id) => answerCheck(id, 39))
    every(RESOURCES_EVERY_MS / ids.length, (id) =>
      running().registry.setResources(id, {
        cpuPercent: Math.random(),
        memoryBytes: 1e8,
        trafficAtMs: null,
        playback: 'none',
      }),
    )
    return { value: 0 }
  },
  change: async () => {
    const atNs = process.hrtime.bigint()
    changes++
    running().registry.setHealth(
      ids[0] ?? '',
      {
        status: 'unhealthy',
        failures: 3,
        sinceMs: T0,
        reason: { code: 'verbatim', text: `change ${changes}` },
      },
      null,
      null,
    )
    return { value: Number(atNs) / 1e6 }
  },
  memory: async () => {
    globalThis.gc?.()
    return { value: process.memoryUsage.rss() }
  },
}

function running(): ApiRig {
  if (!rig) throw new Error('nothing was started')
  return rig
}

function answerCheck(id: string, number: number): void {
  running().registry.setHealth(
    id,
    { status: 'healthy', failures: 0, sinceMs: T0, reason: null },
    { atMs: T0 + number * CHECK_EVERY_MS, latencyMs: 12.5, reason: null },
    { version: '3.2.11' },
  )
}

function every(ms: number, work: (id: string) => void): void {
  let turn = 0
  setInterval(() => work(ids[turn++ % ids.length] ?? ''), ms)
}

function startBare(body: string): Promise<string> {
  const bytes = Buffer.from(body)
  const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length }
  const server = createServer((_request, response) => response.writeHead(200, headers).end(bytes))
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    })
  })
}

process.on('message', (command: Command) => {
  const run = commands[command.kind] as (command: Command) => Promise<Answer>
  void run(command).then((answer) => process.send?.(answer))
})
