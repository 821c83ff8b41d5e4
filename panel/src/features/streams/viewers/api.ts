import type { StreamViewer } from '@acestream-orchestrator/contract/playback'
import { get, write } from '../../../connection/http/api.ts'
import { RequestFault } from '../../../connection/http/fault.ts'
import { list } from '../../../fleet/reading/read.ts'
import { readAs } from '../../../fleet/reading/read-as.ts'
import { viewerShape } from './shapes.ts'

const path = (streamId: string) => `/streams/${encodeURIComponent(streamId)}/viewers`

/** Who watches it, as far as they are listed; null where the server keeps no such list. */
async function fetchViewers(streamId: string, signal: AbortSignal): Promise<StreamViewer[] | null> {
  try {
    return list(await get(path(streamId), signal), (item) => readAs(viewerShape, item))
  } catch (error) {
    if (error instanceof RequestFault && error.fault.kind === 'not_found') return null
    throw error
  }
}

/** A proxy reports once a second. */
const EVERY_MS = 2000

export const askViewers = (streamId: string) => ({
  queryKey: ['viewers', streamId],
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchViewers(streamId, signal),
  refetchInterval: EVERY_MS,
  staleTime: 0,
})

/** Resolves when the proxy is to be told: it ends the connection within two seconds. */
export async function closeViewer(streamId: string, viewerId: string): Promise<void> {
  await write('DELETE', `${path(streamId)}/${encodeURIComponent(viewerId)}`)
}
