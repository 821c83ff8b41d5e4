import type { LiveEventName } from '@acestream-orchestrator/contract/live'
import { withStreamSums } from './engine-sums.ts'
import type { Engine, Entry, Incident, Job, Stream, Trail, World } from './model.ts'
import { asRaw, list, type Raw, textOrNull } from './reading/read.ts'
import {
  readEngine,
  readEntry,
  readIncident,
  readJob,
  readSample,
  readStatus,
  readStream,
  readVpn,
} from './reading/readers.ts'

export interface LiveMessage {
  readonly name: LiveEventName
  readonly data: unknown
}

/** Readings kept per stream, and journal entries kept at all, while the page is open. */
export const TRAIL_LENGTH = 90
export const JOURNAL_LENGTH = 400

/** A list that is copied on its first change only: an unchanged one keeps its identity and renders nothing. */
function editable<T>(source: readonly T[] | null, idOf: (item: T) => string | number) {
  let items = source
  let index: Map<string | number, number> | null = null
  const open = (): [T[], Map<string | number, number>] => {
    if (index === null || items === source) {
      items = source === null ? [] : [...source]
      index = new Map(items.map((item, at) => [idOf(item), at]))
    }
    return [items as T[], index]
  }
  return {
    put: (item: T, where: 'first' | 'last') => {
      const [copy, at] = open()
      const known = at.get(idOf(item))
      if (known !== undefined) {
        copy[known] = item
        return
      }
      if (where === 'last') {
        at.set(idOf(item), copy.length)
        copy.push(item)
        return
      }
      items = [item, ...copy]
      index = new Map(items.map((entry, position) => [idOf(entry), position]))
    },
    drop: (id: string) => {
      const [copy, at] = open()
      if (!at.has(id)) return
      items = copy.filter((item) => idOf(item) !== id)
      index = new Map(items.map((item, position) => [idOf(item), position]))
    },
    edit: (id: string, change: (item: T) => T) => {
      const [copy, at] = open()
      const position = at.get(id)
      const before = position === undefined ? undefined : copy[position]
      if (position !== undefined && before !== undefined) copy[position] = change(before)
    },
    result: () => items,
  }
}

interface Draft {
  engines: ReturnType<typeof editable<Engine>>
  streams: ReturnType<typeof editable<Stream>>
  journal: ReturnType<typeof editable<Entry>>
  jobs: ReturnType<typeof editable<Job>>
  incidents: ReturnType<typeof editable<Incident>>
  vpn: World['vpn']
  status: World['status']
  trails: Record<string, Trail>
  /** Streams that a beat brought readings of. */
  sampled: Set<string>
}

const draftOf = (world: World): Draft => ({
  engines: editable(world.engines, (engine) => engine.container_id),
  streams: editable(world.streams, (stream) => stream.short_id),
  journal: editable(world.journal, (entry) => entry.id),
  jobs: editable(world.jobs, (job) => job.id),
  incidents: editable(world.incidents, (incident) => incident.id),
  vpn: world.vpn,
  status: world.status,
  trails: world.trails,
  sampled: new Set(),
})

function applySnapshot(draft: Draft, data: unknown): void {
  const raw = asRaw(data)
  const fresh = draftOf({
    engines: list(raw['engines'], readEngine),
    streams: list(raw['streams'], readStream),
    journal: list(raw['journal'], readEntry),
    jobs: list(raw['jobs'], readJob),
    incidents: Array.isArray(raw['incidents']) ? list(raw['incidents'], readIncident) : null,
    vpn: readVpn(raw['vpn']),
    status: readStatus(raw['status']),
    trails: draft.trails,
  })
  Object.assign(draft, fresh)
}

/** What a stream is known by here; an older server has one id. */
const shortIdIn = (raw: Raw): string | null => textOrNull(raw['short_id']) ?? textOrNull(raw['id'])

function applySamples(draft: Draft, data: unknown): void {
  const trails = { ...draft.trails }
  for (const item of list(asRaw(data)['samples'], (value) => value)) {
    const id = shortIdIn(asRaw(item))
    const sample = readSample(item)
    if (id === null || sample === null) continue
    draft.sampled.add(id)
    trails[id] = [...(trails[id] ?? []).slice(1 - TRAIL_LENGTH), sample]
    const progress = asRaw(item)['progress']
    draft.streams.edit(id, (stream) => ({
      ...stream,
      peers: sample.peers,
      speed_down: sample.speed_down,
      speed_up: sample.speed_up,
      downloaded: sample.downloaded ?? stream.downloaded,
      uploaded: sample.uploaded ?? stream.uploaded,
      engine_status: sample.status,
      progress: typeof progress === 'number' ? progress : null,
      last_sample_at: sample.ts,
    }))
  }
  draft.trails = trails
}

const whenRead = <T>(value: T | null, use: (value: T) => void): void => {
  if (value !== null) use(value)
}

const appliers: { [Name in LiveEventName]: (draft: Draft, data: unknown) => void } = {
  hello: () => undefined,
  snapshot: applySnapshot,
  engine: (draft, data) => whenRead(readEngine(data), (engine) => draft.engines.put(engine, 'last')),
  engine_gone: (draft, data) => whenRead(textOrNull(asRaw(data)['id']), draft.engines.drop),
  stream: (draft, data) => whenRead(readStream(data), (stream) => draft.streams.put(stream, 'first')),
  stream_gone: (draft, data) => whenRead(shortIdIn(asRaw(data)), draft.streams.drop),
  samples: applySamples,
  vpn: (draft, data) =>
    whenRead(readVpn(data), (vpn) => {
      draft.vpn = vpn
    }),
  status: (draft, data) =>
    whenRead(readStatus(data), (status) => {
      draft.status = status
    }),
  journal: (draft, data) => whenRead(readEntry(data), (entry) => draft.journal.put(entry, 'first')),
  job: (draft, data) => whenRead(readJob(data), (job) => draft.jobs.put(job, 'first')),
  incident: (draft, data) =>
    whenRead(readIncident(data), (incident) => draft.incidents.put(incident, 'first')),
}

const withoutGone = (trails: World['trails'], streams: World['streams']): World['trails'] => {
  const ids = new Set(streams?.map((stream) => stream.short_id))
  const gone = Object.keys(trails).filter((id) => !ids.has(id))
  if (gone.length === 0) return trails
  return Object.fromEntries(Object.entries(trails).filter(([id]) => ids.has(id)))
}

/** A beat changes the sums of the engines whose streams it names. */
function withBeat(engines: World['engines'], streams: World['streams'], sampled: ReadonlySet<string>) {
  if (engines === null || streams === null || sampled.size === 0) return engines
  const named = streams
    .filter(({ short_id }) => sampled.has(short_id))
    .map(({ container_id }) => container_id)
  const beating = new Set(named)
  return withStreamSums(engines, streams, ({ container_id }) => beating.has(container_id))
}

/** The world after these messages. What no message touched keeps its identity. */
export function applyMessages(world: World, messages: readonly LiveMessage[]): World {
  const draft = draftOf(world)
  for (const message of messages) appliers[message.name](draft, message.data)
  const streams = draft.streams.result()
  const journal = draft.journal.result()
  return {
    engines: withBeat(draft.engines.result(), streams, draft.sampled),
    streams,
    vpn: draft.vpn,
    status: draft.status,
    journal: journal !== null && journal.length > JOURNAL_LENGTH ? journal.slice(0, JOURNAL_LENGTH) : journal,
    jobs: draft.jobs.result(),
    incidents: draft.incidents.result(),
    trails: streams === world.streams ? draft.trails : withoutGone(draft.trails, streams),
  }
}

export const isLiveEvent = (name: string): name is LiveEventName => Object.hasOwn(appliers, name)

/**
 * Keeps yesterday's object wherever today's says the same, so that a poll which found nothing new renders nothing.
 * The comparison is by JSON: these objects came from JSON.
 */
export function keepUnchanged<T>(
  before: readonly T[] | null,
  now: readonly T[],
  idOf: (item: T) => unknown,
): readonly T[] {
  if (before === null) return now
  const known = new Map(before.map((item) => [idOf(item), item]))
  const merged = now.map((item) => {
    const old = known.get(idOf(item))
    return old !== undefined && JSON.stringify(old) === JSON.stringify(item) ? old : item
  })
  const same = merged.length === before.length && merged.every((item, at) => item === before[at])
  return same ? before : merged
}
