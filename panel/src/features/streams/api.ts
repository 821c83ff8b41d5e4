import type { ContentSummary, StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import { get, write } from '../../connection/http/api.ts'
import { RequestFault } from '../../connection/http/fault.ts'
import { patchWorld } from '../../fleet/live-store.ts'
import type { Stream } from '../../fleet/model.ts'
import { asRaw, flag, list, text, textOrNull } from '../../fleet/reading/read.ts'
import { readAs } from '../../fleet/reading/read-as.ts'
import { readSample, readStream } from '../../fleet/reading/readers.ts'
import { contentShape } from './shapes.ts'

/** Where the outcome of an action on the list of streams is shown. */
export const STREAMS_TARGET = 'streams'

const path = (id: string) => `/streams/${encodeURIComponent(id)}`

/** A single stream; null where the server does not know it. */
export async function fetchStream(id: string, signal: AbortSignal): Promise<Stream | null> {
  try {
    return readStream(await get(path(id), signal))
  } catch (fault) {
    if (fault instanceof RequestFault && fault.fault.kind === 'not_found') return null
    throw fault
  }
}

/** As many as a chart shows; the server averages longer spans, with the extremes of each step. */
const POINTS = 300

/** The stored readings of one stream over a range. */
export async function fetchSamples(
  id: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  signal: AbortSignal,
): Promise<StreamStatSnapshot[]> {
  const time = (ms: number) => encodeURIComponent(new Date(ms).toISOString())
  // `since` is for servers that know no `from`.
  const query = `since=${time(fromMs)}&from=${time(fromMs)}&to=${time(toMs)}&points=${POINTS}`
  return list(await get(`${path(id)}/stats?${query}`, signal), readSample)
}

/** The engine's own statistics of a session, read through the orchestrator, as indented JSON. */
export const fetchEngineStatistics = async (id: string, signal: AbortSignal): Promise<string> =>
  JSON.stringify(await get(`${path(id)}/stat`, signal), null, 2)

/** What was played, the most recent first. */
export const fetchContents = async (signal: AbortSignal): Promise<ContentSummary[]> =>
  list(await get('/contents?order=last_played&limit=1000', signal), (item) => readAs(contentShape, item))

export interface StopResult {
  readonly id: string
  readonly stopped: boolean
  readonly detail: string | null
  readonly detail_data: unknown
}

/** Puts the ended stream that the server answered with in the place of the running one. */
function keep(value: unknown): void {
  const ended = readStream(value)
  if (ended === null) return
  patchWorld(({ streams }) => ({
    streams: streams?.map((stream) => (stream.short_id === ended.short_id ? ended : stream)) ?? null,
  }))
}

/** Stops one stream; resolves when the engine confirmed it. */
export async function stopStream(id: string): Promise<void> {
  keep(await write('DELETE', path(id)))
}

/** Stops several; each has its own result. */
export async function stopStreams(ids: readonly string[]): Promise<StopResult[]> {
  const answer = asRaw(await write('POST', '/streams/batch-stop', { ids }))
  return list(answer['results'], (item) => {
    const raw = asRaw(item)
    keep(raw['stream'])
    return {
      id: text(raw['id']),
      stopped: flag(raw['stopped']),
      detail: textOrNull(raw['detail']),
      detail_data: raw['detail_data'],
    }
  })
}
