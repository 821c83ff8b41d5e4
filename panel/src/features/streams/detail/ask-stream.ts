import { get } from '../../../connection/http/api.ts'
import { RequestFault } from '../../../connection/http/fault.ts'
import type { Stream } from '../../../fleet/model.ts'
import { readStream } from '../../../fleet/reading/normalise.ts'

/** One stream, asked for by itself; null where the server does not know it. */
export function askStream(id: string) {
  return {
    queryKey: ['stream', id],
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Stream | null> => {
      try {
        return readStream(await get(`/streams/${encodeURIComponent(id)}`, signal))
      } catch (fault) {
        if (fault instanceof RequestFault && fault.fault.kind === 'not_found') return null
        throw fault
      }
    },
  }
}
