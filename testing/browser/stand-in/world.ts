import type { EngineArchive } from '@acestream-orchestrator/contract/archive'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { Job, JournalEntry } from '@acestream-orchestrator/contract/event'
import type { Incident } from '@acestream-orchestrator/contract/incident'
import type { OrchestratorStatus } from '@acestream-orchestrator/contract/status'
import type { StreamState, StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import type { VpnStatus } from '@acestream-orchestrator/contract/vpn'
import { ago } from './clock.ts'
import { anEngine, unhealthy } from './engines.ts'
import { aStream, endedStream } from './streams.ts'
import { asStatus, NO_VPN, VPN_DOWN, VPN_UP } from './vpn.ts'

/** Everything the stand-in answers from. Tests change it as they like and then publish what they changed. */
export interface World {
  engines: EngineState[]
  streams: StreamState[]
  samples: Map<string, StreamStatSnapshot[]>
  vpn: VpnStatus
  journal: JournalEntry[]
  /** Absent: a server that reports none. */
  incidents?: Incident[]
  /** Of engines that are gone. */
  archives?: EngineArchive[]
  jobs: Job[]
  scale: number | null
  minReplicas: number
  maxReplicas: number
  blocked: OrchestratorStatus['provisioning']['blocked_reason_details']
  runtime: OrchestratorStatus['runtime']
  store: OrchestratorStatus['store']
  log: OrchestratorStatus['log']
}

export const SCENES = ['fine', 'empty', 'one', 'mixed', 'red', 'large', 'hostile', 'no-vpn'] as const
export type Scene = (typeof SCENES)[number]

const SAMPLE_STEP_S = 5
const SAMPLES = 720

function historyOf(stream: StreamState): StreamStatSnapshot[] {
  const speed = stream.speed_down ?? 0
  return Array.from({ length: SAMPLES }, (_, index) => {
    const wave = 1 + 0.25 * Math.sin(index / 9) + 0.12 * Math.sin(index / 2.3)
    return {
      ts: ago((SAMPLES - index) * SAMPLE_STEP_S),
      peers: Math.round((stream.peers ?? 0) * (1 + 0.2 * Math.sin(index / 30))),
      speed_down: Math.round(speed * wave),
      speed_up: Math.round(speed * 0.2 * (2 - wave)),
      downloaded: speed * 1024 * index * SAMPLE_STEP_S,
      uploaded: speed * 200 * index * SAMPLE_STEP_S,
      status: 'dl',
    }
  }).filter((_, index) => index < 300 || index > 340)
}

let entries = 0
/** The next entry of the journal. */
export function anEntry(
  event_type: JournalEntry['event_type'],
  category: string,
  message: string,
  change: Partial<JournalEntry> = {},
): JournalEntry {
  entries += 1
  return {
    id: entries,
    timestamp: new Date().toISOString(),
    event_type,
    category,
    severity: 'info',
    message,
    params: null,
    details: {},
    container_id: null,
    stream_id: null,
    stream_short_id: null,
    vpn_container: null,
    ...change,
  }
}

function journalOf(engines: readonly EngineState[], streams: readonly StreamState[]): JournalEntry[] {
  const [first] = engines
  const [stream] = streams
  const lines = [
    anEntry('system', 'started', 'the orchestrator started, 6 engines adopted', { timestamp: ago(90_000) }),
    anEntry('vpn', 'port_changed', 'gluetun: forwarded port is now 51413 (was 40012)', {
      timestamp: ago(8_640),
    }),
    anEntry('engine', 'created', `${first?.container_name ?? 'acestream-1'} was created`, {
      timestamp: ago(7_000),
      container_id: first?.container_id ?? null,
    }),
    anEntry('health', 'healthy', `${first?.container_name ?? 'acestream-1'} answers again after 94 s`, {
      timestamp: ago(1_400),
      container_id: first?.container_id ?? null,
    }),
    anEntry('stream', 'started', `${stream?.title ?? 'a stream'} started`, {
      timestamp: ago(420),
      stream_id: stream?.id ?? null,
      container_id: first?.container_id ?? null,
    }),
  ]
  return lines.toReversed()
}

function assign(engines: EngineState[], streams: StreamState[]): void {
  for (const engine of engines) {
    const own = streams.filter(
      (stream) => stream.container_id === engine.container_id && stream.status === 'started',
    )
    engine.streams = own.map((stream) => stream.id)
    engine.stream_count = own.length
    engine.speed_down = own.reduce((sum, stream) => sum + (stream.speed_down ?? 0), 0)
    engine.speed_up = own.reduce((sum, stream) => sum + (stream.speed_up ?? 0), 0)
    engine.peers = own.reduce((sum, stream) => sum + (stream.peers ?? 0), 0)
    if (own.length > 0) engine.last_stream_usage = ago(60)
  }
}

function streamsOn(engines: readonly EngineState[], count: number): StreamState[] {
  if (engines.length === 0) return []
  return Array.from({ length: count }, (_, n) => {
    const engine = engines[n % engines.length] ?? anEngine(0)
    return aStream(n, engine)
  })
}

function build(engines: EngineState[], running: StreamState[], vpn: VpnStatus): World {
  const [sample] = engines
  const over = sample
    ? [
        { ...endedStream(aStream(901, sample), 'stopped'), ended_at: ago(1_800), started_at: ago(9_000) },
        {
          ...endedStream(aStream(902, sample), 'engine_unhealthy'),
          ended_at: ago(9_000),
          started_at: ago(9_700),
        },
      ]
    : []
  const streams = [...running, ...over]
  assign(engines, streams)
  return {
    engines,
    streams,
    samples: new Map(streams.map((stream) => [stream.id, historyOf(stream)])),
    vpn: { ...vpn, engines: vpn.enabled ? engines.map((engine) => engine.container_id) : [] },
    journal: journalOf(engines, streams),
    jobs: [],
    scale: null,
    minReplicas: Math.min(6, engines.length || 1),
    maxReplicas: Math.max(10, engines.length),
    blocked: null,
    runtime: {
      kind: 'docker',
      reachable: true,
      version: '29.0.1',
      reason: null,
      reason_data: null,
      since: null,
    },
    store: { ok: true, reason: null, reason_data: null },
    log: { ok: true, reason: null, reason_data: null, dropped: 0 },
  }
}

const fleet = (count: number, change: (n: number) => Partial<EngineState> = () => ({})): EngineState[] =>
  Array.from({ length: count }, (_, n) => anEngine(n, change(n)))

function fine(engines: number, streams: number): World {
  const all = fleet(engines)
  return build(all, streamsOn(all, streams), asStatus(VPN_UP))
}

const MIXED: readonly Partial<EngineState>[] = [
  {},
  unhealthy,
  {
    health_status: 'unknown',
    state: 'starting',
    health_reason: null,
    recent_checks: [],
    last_health_check: null,
    started_at: ago(6),
  },
  { state: 'draining', health_status: 'unknown', health_reason: 'draining: takes no new streams' },
  {
    state: 'failed',
    health_status: 'unhealthy',
    health_reason: 'ran out of memory (exit code 137)',
    oom_killed: true,
    exit_code: 137,
    health_since: ago(20),
  },
  { outdated: true, vpn_container: null },
]

function mixed(): World {
  const all = fleet(6, (n) => MIXED[n] ?? {})
  const streams = streamsOn(all.slice(0, 2), 4)
  const [, second, third, fourth] = streams
  if (second) Object.assign(second, { phase: 'stalled', phase_reason: 'no new data for 14 s', speed_down: 0 })
  if (third) Object.assign(third, { phase: 'starting', engine_status: 'prebuf', progress: 64, viewers: 1 })
  if (fourth)
    Object.assign(fourth, {
      phase: 'unknown',
      phase_reason: 'its engine does not answer',
      peers: null,
      speed_down: null,
    })
  const world = build(all, streams, asStatus(VPN_UP))
  world.jobs = [
    {
      id: 'pull',
      kind: 'image_pull',
      title: 'Pulling acestream-http-proxy:latest',
      done: 148e6,
      total: 412e6,
      unit: 'bytes',
      state: 'running',
      error: null,
    },
    {
      id: 'scale',
      kind: 'scale',
      title: 'Scaling to 5 engines',
      done: 3,
      total: 5,
      unit: 'engines ready',
      state: 'running',
      error: null,
    },
  ]
  return world
}

function red(): World {
  const all = fleet(6, () => unhealthy)
  const streams = streamsOn(all, 4).map((stream) => ({
    ...stream,
    phase: 'stalled' as const,
    phase_reason: 'no new data for 31 s',
    speed_down: 0,
  }))
  const world = build(all, streams, asStatus({ ...VPN_UP, ...VPN_DOWN }))
  world.blocked = {
    code: 'vpn_disconnected',
    message: 'the VPN is disconnected',
    reason_data: null,
    recovery_eta_seconds: 60,
    can_retry: true,
    should_wait: true,
  }
  world.runtime = {
    kind: 'docker',
    reachable: false,
    version: null,
    reason: 'connect ENOENT /var/run/docker.sock',
    reason_data: { code: 'verbatim', text: 'connect ENOENT /var/run/docker.sock' },
    since: ago(95),
  }
  world.store = { ok: false, reason: 'the disk is full', reason_data: null }
  return world
}

/** Names and reasons that somebody else chose, with the worst in mind. */
function hostile(): World {
  const long = 'x'.repeat(400)
  const script = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>'
  const all = [
    anEngine(0, { container_name: script, labels: { [script]: long }, version: long }),
    anEngine(1, { ...unhealthy, container_name: long, health_reason: `${script} ${long}` }),
    anEngine(2, { container_name: '\u202Egnp.exe \u{1F600} אבג' }),
  ]
  const streams = [
    aStream(0, all[0] ?? anEngine(0), {
      title: script,
      stat_url: 'javascript:window.broken=1',
      command_url: 'javascript:window.broken=1',
    }),
    aStream(1, all[0] ?? anEngine(0), { title: long, id: `magnet:?xt=urn:btih:${long}|a/b?c#d` }),
  ]
  const world = build(all, streams, asStatus(VPN_UP))
  world.journal.unshift(anEntry('engine', 'note', `${script} ${long}`))
  return world
}

const SCENE_WORLDS: Record<Scene, () => World> = {
  fine: () => fine(6, 4),
  empty: () => build([], [], asStatus(VPN_UP)),
  one: () => fine(1, 1),
  mixed,
  red,
  large: () => fine(200, 200),
  hostile,
  'no-vpn': () => {
    const all = fleet(3, () => ({ vpn_container: null, forwarded: false }))
    return build(all, streamsOn(all, 2), asStatus(NO_VPN))
  },
}

export const makeWorld = (scene: Scene): World => SCENE_WORLDS[scene]()

/** A fleet of a given size, for measuring. */
export const makeFleet = fine
