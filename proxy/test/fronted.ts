import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createPlaybackApi } from '../src/front/playback-api.ts'
import { createFront } from '../src/front/server.ts'
import { createMetrics, type Gauges } from '../src/metrics/metrics.ts'
import { createPlaylistApi } from '../src/playlist/playlist-api.ts'
import { createAdmission } from '../src/viewers/admission.ts'
import { createAudience } from '../src/viewers/audience.ts'
import { createTickets } from '../src/viewers/tickets.ts'
import { channelsOver, type Pool } from './pool.ts'

const NOTHING: Gauges = {
  viewers: 0,
  streams: 0,
  ringBytes: 0,
  ringLimitBytes: 0,
  sentBytes: 0,
  isOrchestratorReachable: true,
}

/** The proxy's HTTP side over a pool of engines. */
const NO_LIMIT = Number.POSITIVE_INFINITY

export async function front(
  pool: Pool,
  {
    ticketIdleMs = 60_000,
    mostViewers = NO_LIMIT,
    mostViewersPerStream = NO_LIMIT,
    playbackKey = null as string | null,
  } = {},
) {
  const channels = channelsOver(pool)
  const bugs: unknown[] = []
  const audience = createAudience(Date.now)
  const metrics = createMetrics()
  const admission = createAdmission({ mostViewers, mostViewersPerStream, playbackKey }, audience)
  const playback = createPlaybackApi({
    channels,
    tickets: createTickets(ticketIdleMs),
    audience,
    admission,
    metrics,
  })
  const server = createFront({
    playback,
    publicUrl: null,
    playlist: createPlaylistApi(admission),
    metrics: ({ response }) => void response.end(metrics.render(NOTHING)),
    onBug: (error) => bugs.push(error),
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    channels,
    audience,
    ask: (path: string, method = 'GET') => fetch(path.startsWith('http') ? path : url + path, { method }),
    [Symbol.asyncDispose]: async () => {
      await channels.close({ code: 'shutting_down' })
      server.closeAllConnections()
      server.close()
      assert.deepEqual(bugs, [])
    },
  }
}
