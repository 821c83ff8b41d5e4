import type { ServerResponse } from 'node:http'
import type { LiveEvents, LiveSnapshot } from '@acestream-orchestrator/contract/live'
import { statusOf } from './status.ts'
import type { World } from './world.ts'

const SIGN_MS = 15_000

const frame = <K extends keyof LiveEvents | 'snapshot' | 'dropped'>(name: K, data: unknown): string =>
  `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

const snapshotOf = (world: World): LiveSnapshot => ({
  server_time: new Date().toISOString(),
  engines: world.engines,
  streams: world.streams,
  vpn: world.vpn,
  status: statusOf(world),
  journal: world.journal.slice(0, 100),
  jobs: world.jobs,
  ...(world.incidents ? { incidents: world.incidents } : {}),
})

/** The live clients. */
export function createHub(world: () => World) {
  const clients = new Set<ServerResponse>()
  const timer = setInterval(() => {
    for (const client of clients) client.write(': here\n\n')
  }, SIGN_MS)
  return {
    open: (response: ServerResponse, silent: boolean) => {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'x-accel-buffering': 'no',
        'cache-control': 'no-cache, no-transform',
      })
      response.flushHeaders()
      if (silent) return
      response.write(frame('hello', { version: '0.1.0', server_time: new Date().toISOString() }))
      response.write(frame('snapshot', snapshotOf(world())))
      clients.add(response)
      response.on('close', () => clients.delete(response))
    },
    send: <K extends keyof LiveEvents>(name: K, data: LiveEvents[K]) => {
      const text = frame(name, data)
      for (const client of clients) client.write(text)
    },
    /** Ends every connection, with its reason if there is one; those who come back get a snapshot. */
    drop: (reason?: string) => {
      const farewell = reason === undefined ? '' : frame('dropped', { reason })
      for (const client of clients) client.end(farewell)
      clients.clear()
    },
    count: () => clients.size,
    close: () => clearInterval(timer),
  }
}
export type Hub = ReturnType<typeof createHub>
