import type { StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import { withStreamSums } from '../fleet/engine-sums.ts'
import type { Engine, Stream, World } from '../fleet/model.ts'
import { keepUnchanged, TRAIL_LENGTH } from '../fleet/patch.ts'
import { list } from '../fleet/reading/read.ts'
import {
  readEngine,
  readEntry,
  readIncident,
  readJob,
  readSample,
  readStatus,
  readStream,
  readVpn,
} from '../fleet/reading/readers.ts'
import { withRemovals } from '../fleet/removals.ts'
import { timeOf } from '../i18n/format.ts'
import { serverNow, setServerTime } from '../platform/clock.ts'
import { get } from './http/api.ts'
import { RequestFault } from './http/fault.ts'
import type { MissingRoutes } from './missing-routes.ts'

const STATS_WINDOW_MS = 120_000
/** An older server needs one request per stream for its figures: only so many per beat. */
const MOST_STATS = 24

async function optional(path: string, missing: MissingRoutes, signal: AbortSignal): Promise<unknown> {
  const route = path.split('?')[0] ?? path
  if (missing.has(route)) return null
  try {
    return await get(path, signal)
  } catch (error) {
    if (!(error instanceof RequestFault) || error.fault.kind !== 'not_found') throw error
    missing.add(route)
    return null
  }
}

/** `null` where they could not be read. */
async function figuresOf(stream: Stream, signal: AbortSignal): Promise<StreamStatSnapshot[] | null> {
  const since = new Date(serverNow() - STATS_WINDOW_MS).toISOString()
  const path = `/streams/${encodeURIComponent(stream.short_id)}/stats?since=${encodeURIComponent(since)}`
  try {
    return list(await get(path, signal), readSample)
  } catch (error) {
    if (signal.aborted) throw error
    return null
  }
}

function withFigures(stream: Stream, samples: readonly StreamStatSnapshot[]): Stream {
  const last = samples.at(-1)
  if (last === undefined) return stream
  return {
    ...stream,
    peers: last.peers,
    speed_down: last.speed_down,
    speed_up: last.speed_up,
    downloaded: last.downloaded,
    uploaded: last.uploaded,
    engine_status: last.status,
    last_sample_at: last.ts,
  }
}

let turn = 0

/** So many of them as one beat may read, others each time. */
function nextOf<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length <= MOST_STATS) return items
  turn = turn >= items.length ? 0 : turn
  const chosen = items.slice(turn, turn + MOST_STATS)
  turn += MOST_STATS
  return chosen
}

/**
 * What a newer server would have sent with the streams, read one by one from an older server's statistics. A stream
 * whose turn it is not, or whose statistics can't be read now, keeps what was read last.
 */
async function fillStreams(streams: Stream[], before: World['trails'], signal: AbortSignal) {
  const bare = streams.filter((stream) => !stream.figures && stream.status === 'started')
  const read = await Promise.all(
    nextOf(bare).map(async (stream) => [stream.short_id, await figuresOf(stream, signal)] as const),
  )
  const found = new Map(read)
  const trails = new Map(
    bare.map(({ short_id: id }) => [id, found.get(id)?.slice(-TRAIL_LENGTH) ?? before[id] ?? []] as const),
  )
  return {
    streams: streams.map((stream) => withFigures(stream, trails.get(stream.short_id) ?? [])),
    trails: Object.fromEntries(trails),
  }
}

/** An older server leaves the names of the streams' engines to the reader. */
function withNames(streams: readonly Stream[], engines: readonly Engine[]): Stream[] {
  const names = new Map(engines.map((engine) => [engine.container_id, engine.container_name]))
  return streams.map((stream) => ({
    ...stream,
    container_name: stream.container_name ?? names.get(stream.container_id) ?? null,
  }))
}

/** An older server leaves the sums of an engine's streams to the reader. */
const sumsMissing = (engine: Engine): boolean => engine.state === 'listed'

/** While polling, a stream's small line grows by one reading per poll. */
function extendTrails(before: World['trails'], streams: readonly Stream[]): World['trails'] {
  const entries = streams
    .filter((stream) => stream.figures && stream.status === 'started' && stream.last_sample_at !== null)
    .map((stream) => {
      const trail = before[stream.short_id] ?? []
      if (trail.at(-1)?.ts === stream.last_sample_at) return [stream.short_id, trail] as const
      const { peers, speed_down, speed_up, downloaded, uploaded, engine_status: status } = stream
      const sample = {
        ts: stream.last_sample_at ?? '',
        peers,
        speed_down,
        speed_up,
        downloaded,
        uploaded,
        status,
      }
      return [stream.short_id, [...trail.slice(1 - TRAIL_LENGTH), sample]] as const
    })
  return Object.fromEntries(entries)
}

export interface Polled {
  readonly world: World
  readonly older: boolean
}

/** Reads everything the overview shows once, by the plain routes. */
export async function pollWorld(before: World, missing: MissingRoutes, signal: AbortSignal): Promise<Polled> {
  const [engines, streams, vpn, status, journal, jobs, incidents] = await Promise.all([
    get('/engines?all=true', signal), // an older server ignores the parameter and lists all
    get('/streams', signal),
    optional('/vpn/status', missing, signal),
    optional('/orchestrator/status', missing, signal),
    optional('/events?limit=100', missing, signal),
    optional('/jobs', missing, signal),
    optional('/incidents?state=recent', missing, signal),
  ])
  const now = readStatus(status)
  const serverTime = timeOf(now?.server_time ?? null)
  if (serverTime !== null) setServerTime(serverTime)
  const filled = await fillStreams(list(streams, readStream), before.trails, signal)
  const listed = list(engines, readEngine)
  const named = withNames(filled.streams, listed)
  const summed = withStreamSums(listed, named, sumsMissing)
  return {
    older: now === null,
    world: {
      engines: keepUnchanged(before.engines, withRemovals(summed), (engine) => engine.container_id),
      streams: keepUnchanged(before.streams, named, (stream) => stream.short_id),
      vpn: readVpn(vpn),
      status: now,
      journal:
        journal === null
          ? null
          : keepUnchanged(before.journal, list(journal, readEntry), (entry) => entry.id),
      jobs: jobs === null ? null : keepUnchanged(before.jobs, list(jobs, readJob), (job) => job.id),
      incidents:
        incidents === null
          ? null
          : keepUnchanged(before.incidents, list(incidents, readIncident), ({ id }) => id),
      trails: { ...extendTrails(before.trails, filled.streams), ...filled.trails },
    },
  }
}
