import type { Hub } from './hub.ts'
import { statusOf } from './status.ts'
import type { World } from './world.ts'

const KEPT_SAMPLES = 2_000

/** One beat of the fleet: every running stream is read, every engine sums up, and it is all published. */
export function beat(world: World, hub: Hub): void {
  const ts = new Date().toISOString()
  const phase = Date.now() / 1000
  const running = world.streams.filter((stream) => stream.status === 'started' && stream.phase === 'active')
  const samples = running.map((stream, n) => {
    const average = stream.avg_speed_down ?? 0
    stream.speed_down = Math.round(
      average * (1 + 0.2 * Math.sin(phase / 7 + n) + 0.05 * Math.sin(phase * 3 + n)),
    )
    stream.speed_up = Math.round(average * 0.2 * (1 + 0.3 * Math.sin(phase / 5 + n)))
    stream.peers = Math.max(1, Math.round((stream.peak_peers ?? 40) * (0.4 + 0.1 * Math.sin(phase / 20 + n))))
    stream.downloaded = (stream.downloaded ?? 0) + stream.speed_down * 1024
    stream.uploaded = (stream.uploaded ?? 0) + stream.speed_up * 1024
    stream.last_sample_at = ts
    const { peers, speed_down, speed_up, downloaded, uploaded } = stream
    const sample = { ts, peers, speed_down, speed_up, downloaded, uploaded, status: 'dl' }
    const kept = world.samples.get(stream.id) ?? []
    kept.push(sample)
    world.samples.set(stream.id, kept.slice(-KEPT_SAMPLES))
    return { id: stream.id, short_id: stream.short_id, progress: null, ...sample }
  })
  hub.send('samples', { ts, samples })
  for (const engine of world.engines) {
    const own = running.filter((stream) => stream.container_id === engine.container_id)
    engine.last_seen = ts
    engine.speed_down = own.reduce((sum, stream) => sum + (stream.speed_down ?? 0), 0)
    engine.speed_up = own.reduce((sum, stream) => sum + (stream.speed_up ?? 0), 0)
    engine.peers = own.reduce((sum, stream) => sum + (stream.peers ?? 0), 0)
    if (engine.state === 'ready')
      engine.cpu_percent = Math.round((own.length * 6 + 2 + Math.sin(phase)) * 10) / 10
    hub.send('engine', engine)
  }
  hub.send('status', statusOf(world))
}

/** A check of every engine that answers. */
export function check(world: World, hub: Hub): void {
  const ts = new Date().toISOString()
  for (const engine of world.engines) {
    if (engine.state === 'starting' || engine.state === 'removing') continue
    const answers = engine.health_status !== 'unhealthy'
    const ms = answers ? Math.round(10 + Math.random() * 40) : 5_000
    engine.last_health_check = ts
    engine.probe_latency_ms = answers ? ms : null
    engine.recent_checks = [
      ...engine.recent_checks.slice(-39),
      { ts, ms, reason: answers ? null : 'no answer within 5 s' },
    ]
    hub.send('engine', engine)
  }
  world.vpn.last_check = ts
  hub.send('vpn', world.vpn)
}
