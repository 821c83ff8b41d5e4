import type { EngineHealthHistory } from '@acestream-orchestrator/contract/engine'
import type { HistoryMetric, HistoryWindow } from '@acestream-orchestrator/contract/status'
import type { ContentSummary } from '@acestream-orchestrator/contract/stream'
import type { Actions } from './actions.ts'
import { anEngine } from './engines.ts'
import { historyOf } from './history.ts'
import { statusOf } from './status.ts'
import type { World } from './world.ts'

export interface Call {
  readonly parts: readonly string[]
  readonly query: URLSearchParams
  readonly body: unknown
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

const ok = (body: unknown, status = 200): Answer => ({ status, body })
export const refusal = (status: number, code: string, detail: unknown): Answer => ({
  status,
  body: { detail, code },
})
const notFound = (what: string) => refusal(404, 'not_found', `${what} is not known`)

interface Route {
  readonly pattern: RegExp
  /** Whether it needs the key. */
  readonly key?: boolean
  readonly answer: (call: Call, world: World, actions: Actions) => Answer
}

const engineOf = (world: World, id: string | undefined) =>
  world.engines.find((engine) => engine.container_id === id)
const streamOf = (world: World, id: string | undefined) =>
  world.streams.find((stream) => stream.id === id || stream.short_id === id)

function healthOf(world: World, id: string | undefined): Answer {
  const engine = engineOf(world, id)
  if (!engine) return notFound('engine')
  const history: EngineHealthHistory = {
    checks: engine.recent_checks.map(({ ts, ms, reason, reason_data = null }) => ({
      ts,
      ok: reason === null,
      latency_ms: ms,
      reason,
      reason_data,
    })),
    uptime: { '24h': engine.uptime_24h, '7d': 0.9971 },
  }
  return ok(history)
}

function contentsOf(world: World): ContentSummary[] {
  return world.streams.slice(0, 50).map((stream, n) => ({
    key_type: stream.key_type,
    key: stream.key,
    title: stream.title,
    plays: 1 + (n % 9),
    median_speed_down: stream.avg_speed_down,
    best_peers: stream.peak_peers,
    median_time_to_first_data_ms: stream.time_to_first_data_ms,
    last_success_at: stream.started_at,
    last_played_at: stream.started_at,
  }))
}

function stop(id: string, world: World, actions: Actions): Answer {
  const stream = streamOf(world, id)
  if (!stream) return notFound('stream')
  return ok(stream.status === 'ended' ? stream : actions.endStream(stream, 'stopped'))
}

function preview(world: World, wanted: number): Answer {
  const idle = world.engines.filter((engine) => engine.stream_count === 0)
  const busy = world.engines.filter((engine) => engine.stream_count > 0)
  const over = Math.max(0, world.engines.length - wanted)
  return ok({
    scaled_to: wanted,
    starts: Math.max(0, wanted - world.engines.length),
    removes: idle.slice(0, over).map((engine) => engine.container_id),
    protected:
      over > idle.length ? busy.map((engine) => ({ id: engine.container_id, why: 'has streams' })) : [],
  })
}

function scale({ parts, query }: Call, world: World, actions: Actions): Answer {
  const wanted = Math.min(world.maxReplicas, Math.max(world.minReplicas, Number(parts[1])))
  if (query.get('dry_run') === 'true') return preview(world, wanted)
  actions.setScale(wanted)
  for (let missing = wanted - world.engines.length; missing > 0; missing -= 1) actions.start()
  return ok({ scaled_to: wanted })
}

function onEngine({ parts }: Call, world: World, act: (engine: World['engines'][number]) => void): Answer {
  const engine = engineOf(world, parts[1])
  if (!engine) return notFound('engine')
  act(engine)
  return ok(engine, 202)
}

/** Every route the panel asks for, matched in this order against `METHOD /path`. */
export const ROUTES: readonly Route[] = [
  { pattern: /^GET \/engines$/, answer: (_, world) => ok(world.engines) },
  { pattern: /^GET \/engines\/[^/]+\/health$/, answer: ({ parts }, world) => healthOf(world, parts[1]) },
  {
    pattern: /^GET \/engines\/[^/]+\/removal$/,
    answer: (_, { engines, minReplicas, scale }) => {
      const wanted = scale ?? minReplicas
      return ok({ replacement: engines.length - 1 < wanted, wanted })
    },
  },
  {
    pattern: /^GET \/engines\/[^/]+$/,
    answer: ({ parts }, world) => {
      const engine = engineOf(world, parts[1])
      return engine
        ? ok({ engine, streams: world.streams.filter((one) => one.container_id === parts[1]) })
        : notFound('engine')
    },
  },
  {
    pattern: /^POST \/engines\/[^/]+\/restart$/,
    key: true,
    answer: (call, world, actions) => onEngine(call, world, actions.restart),
  },
  {
    pattern: /^POST \/engines\/[^/]+\/drain$/,
    key: true,
    answer: (call, world, actions) => onEngine(call, world, (engine) => actions.drain(engine, true)),
  },
  {
    pattern: /^DELETE \/engines\/[^/]+\/drain$/,
    key: true,
    answer: (call, world, actions) => onEngine(call, world, (engine) => actions.drain(engine, false)),
  },
  {
    pattern: /^DELETE \/engines\/[^/]+$/,
    key: true,
    answer: (call, world, actions) => onEngine(call, world, actions.remove),
  },
  {
    pattern: /^POST \/engines$/,
    key: true,
    answer: ({ body }, world) => {
      const { host, port, name } = body as { host: string; port: number; name?: string }
      const engine = anEngine(900, {
        host,
        port,
        container_name: name ?? `${host}:${port}`,
        external: true,
        vpn_container: null,
      })
      world.engines.push(engine)
      return ok(engine, 201)
    },
  },
  { pattern: /^GET \/streams$/, answer: (_, world) => ok(world.streams) },
  {
    pattern: /^GET \/streams\/[^/]+\/stats$/,
    answer: ({ parts, query }, world) => {
      const since = Date.parse(query.get('since') ?? '') || 0
      const samples = world.samples.get(streamOf(world, parts[1])?.id ?? '')
      return samples ? ok(samples.filter(({ ts }) => Date.parse(ts) >= since)) : notFound('stream')
    },
  },
  {
    pattern: /^GET \/streams\/[^/]+\/stat$/,
    answer: ({ parts }, world) =>
      streamOf(world, parts[1]) ? ok({ response: { status: 'dl', peers: 12 } }) : notFound('stream'),
  },
  {
    pattern: /^GET \/streams\/[^/]+\/viewers$/,
    answer: ({ parts }, world) => (streamOf(world, parts[1]) ? ok([]) : notFound('stream')),
  },
  {
    pattern: /^GET \/streams\/[^/]+$/,
    answer: ({ parts }, world) => {
      const stream = streamOf(world, parts[1])
      return stream ? ok(stream) : notFound('stream')
    },
  },
  {
    pattern: /^DELETE \/streams\/[^/]+$/,
    key: true,
    answer: ({ parts }, world, actions) => stop(parts[1] ?? '', world, actions),
  },
  {
    pattern: /^POST \/streams\/batch-stop$/,
    key: true,
    answer: ({ body }, world, actions) => {
      const { ids } = body as { ids: string[] }
      const results = ids.map((id, n) => {
        if (n === 1)
          return { id, stopped: false, detail: 'the engine answered: unknown session', stream: null }
        const answer = stop(id, world, actions)
        return { id, stopped: answer.status === 200, detail: null, stream: answer.body }
      })
      return ok({ results })
    },
  },
  {
    pattern: /^GET \/containers\/[^/]+$/,
    key: true,
    answer: ({ parts }, world) => {
      const engine = engineOf(world, parts[1])
      if (!engine) return notFound('container')
      const { container_id: id, container_name: name, image, labels, port } = engine
      return ok({
        id,
        name,
        image,
        created: engine.first_seen,
        status: 'running',
        labels,
        ports: { [`${port}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
      })
    },
  },
  {
    pattern: /^DELETE \/containers\/[^/]+$/,
    key: true,
    answer: ({ parts }, world, actions) => {
      const engine = engineOf(world, parts[1])
      if (!engine) return notFound('container')
      actions.remove(engine)
      return ok({ deleted: engine.container_id })
    },
  },
  { pattern: /^GET \/vpn\/status$/, answer: (_, world) => ok(world.vpn) },
  {
    pattern: /^GET \/vpn\/events$/,
    answer: (_, world) => ok(world.journal.filter((entry) => entry.event_type === 'vpn')),
  },
  { pattern: /^POST \/vpn\/restart$/, key: true, answer: () => ok({ status: 'ok' }, 202) },
  { pattern: /^GET \/orchestrator\/status$/, answer: (_, world) => ok(statusOf(world)) },
  {
    pattern: /^GET \/events$/,
    answer: ({ query }, world) => {
      const before = Number(query.get('before') ?? Number.MAX_SAFE_INTEGER)
      const type = query.get('type')
      const severity = query.get('severity')?.split(',') ?? null
      const text = query.get('q')?.toLowerCase() ?? ''
      const at = query.get('at') ?? '9999'
      const found = world.journal.filter(
        (entry) =>
          entry.id < before &&
          (type === null || entry.event_type === type) &&
          (severity === null || severity.includes(entry.severity)) &&
          entry.message.toLowerCase().includes(text) &&
          entry.timestamp <= at,
      )
      return ok(found.slice(0, Number(query.get('limit') ?? 100)))
    },
  },
  {
    pattern: /^GET \/engines\/([^/]+)\/archive$/,
    answer: ({ parts }, world) => {
      const found = world.archives?.find(({ container_id }) => container_id === parts[1])
      return found ? ok(found) : notFound('engine')
    },
  },
  {
    pattern: /^GET \/incidents$/,
    // Nothing, from a server that reports none.
    answer: (_, world) => ok(world.incidents ?? null),
  },
  { pattern: /^GET \/jobs$/, answer: (_, world) => ok(world.jobs) },
  {
    pattern: /^GET \/history$/,
    answer: ({ query }, world) =>
      ok(
        historyOf(world, query.get('metric') as HistoryMetric, {
          window: query.get('window') as HistoryWindow | null,
          from: query.get('from'),
          to: query.get('to'),
        }),
      ),
  },
  { pattern: /^GET \/contents$/, answer: (_, world) => ok(contentsOf(world)) },
  { pattern: /^POST \/scale\/\d+$/, key: true, answer: scale },
  {
    pattern: /^DELETE \/scale$/,
    key: true,
    answer: (_, world, actions) => {
      actions.setScale(null)
      return ok({ scaled_to: world.minReplicas })
    },
  },
  {
    pattern: /^POST \/provision\/acestream$/,
    key: true,
    answer: (_, _world, actions) => {
      const engine = actions.start()
      return ok({
        container_id: engine.container_id,
        container_name: engine.container_name,
        host_http_port: engine.port,
        container_http_port: engine.port,
        container_https_port: engine.port + 3000,
      })
    },
  },
  { pattern: /^POST \/gc$/, key: true, answer: () => ok({ status: 'ok', removed: [] }) },
]
