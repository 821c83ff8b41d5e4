import { write } from '../../connection/http/api.ts'
import { patchWorld } from '../../fleet/live-store.ts'
import { readStream } from '../../fleet/reading/normalise.ts'
import { asRaw, flag, list, text, textOrNull } from '../../fleet/reading/read.ts'

/** Where the note of an action on the list of streams stands. */
export const STREAMS_TARGET = 'streams'

export interface StopResult {
  readonly id: string
  readonly stopped: boolean
  readonly detail: string | null
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
  keep(await write('DELETE', `/streams/${encodeURIComponent(id)}`))
}

/** Stops several; each has its own result. */
export async function stopStreams(ids: readonly string[]): Promise<StopResult[]> {
  const answer = asRaw(await write('POST', '/streams/batch-stop', { ids }))
  return list(answer['results'], (item) => {
    const raw = asRaw(item)
    keep(raw['stream'])
    return { id: text(raw['id']), stopped: flag(raw['stopped']), detail: textOrNull(raw['detail']) }
  })
}
