import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import { ago, seeded } from './clock.ts'

const TITLES = [
  'Final · Copa del Norte',
  'News 24 HD',
  'Grand Prix, Sunday race',
  'Cinema Classics',
  'La Liga Talk',
  'Mountain Stage 14',
  'Jazz Night Live',
  null,
]

/** The n-th running stream on an engine; `change` makes it another. */
export function aStream(n: number, engine: EngineState, change: Partial<StreamState> = {}): StreamState {
  const random = seeded(1000 + n)
  const key = Array.from({ length: 40 }, () => Math.floor(random() * 16).toString(16)).join('')
  const session = `${key.slice(0, 12)}${n}`
  const base = `http://${engine.host}:${engine.port}/ace`
  const down = Math.round(300 + random() * 1800)
  return {
    id: `${key}|${session}`,
    short_id: n.toString(16).padStart(16, '0'),
    key_type: n % 3 === 2 ? 'infohash' : 'content_id',
    key,
    container_id: engine.container_id,
    playback_session_id: session,
    stat_url: `${base}/stat/${key}/${session}`,
    command_url: `${base}/cmd/${key}/${session}`,
    is_live: n % 4 !== 3,
    started_at: ago(420 + n * 731),
    ended_at: null,
    status: 'started',
    phase: 'active',
    phase_reason: null,
    phase_reason_data: null,
    phase_since: ago(400 + n * 700),
    end_reason: null,
    replaced_by: null,
    replaced_by_short_id: null,
    container_name: engine.container_name,
    title: TITLES[n % TITLES.length] ?? null,
    labels: {},
    engine_status: 'dl',
    progress: null,
    peers: Math.round(8 + random() * 60),
    speed_down: down,
    speed_up: Math.round(down * 0.2),
    downloaded: down * 1024 * (420 + n * 731),
    uploaded: down * 200 * (420 + n * 731),
    last_sample_at: ago(2),
    duration_s: 420 + n * 731,
    time_to_first_data_ms: 2300 + n * 170,
    avg_speed_down: down * 0.94,
    avg_speed_up: down * 0.18,
    peak_speed_down: down * 1.7,
    peak_speed_up: down * 0.5,
    peak_peers: 92,
    viewers: 1 + (n % 5),
    source: n % 2 === 0 ? 'proxy' : 'event',
    stored: true,
    ...change,
  }
}

/** The same as it looks once it is over. */
export const endedStream = (stream: StreamState, reason: string): StreamState => ({
  ...stream,
  status: 'ended',
  phase: 'ended',
  ended_at: new Date().toISOString(),
  end_reason: reason,
  speed_down: null,
  speed_up: null,
  peers: null,
  viewers: null,
})
