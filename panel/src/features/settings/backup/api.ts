import { withKey } from '../../../connection/http/api.ts'
import { faultOfSilence, RequestFault } from '../../../connection/http/fault.ts'
import { send } from '../../../connection/http/send.ts'
import { nameIn } from './choice.ts'

/** Null: the server is still making it. */
export type Progress = { readonly doneBytes: number; readonly allBytes: number | null } | null

export interface Downloaded {
  readonly name: string
  readonly blob: Blob
}

/** Fetches a backup whole. Its length is known, so that one that breaks off is a fault. */
export function fetchBackup(
  body: object,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Downloaded> {
  return withKey(async (key, server) => {
    onProgress(null)
    // Making it takes as long as the disk needs: there is no time limit.
    const response = await send({ server, path: '/backup', method: 'POST', key, body, signal })
    const chunks = await chunksOf(response, onProgress, signal)
    const name = nameIn(response.headers.get('content-disposition'))
    return { name, blob: new Blob(chunks, { type: 'application/octet-stream' }) }
  })
}

async function chunksOf(
  response: Response,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<BlobPart[]> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const allBytes = Number(response.headers.get('content-length')) || null
  let doneBytes = 0
  const reader = response.body?.getReader()
  try {
    for (;;) {
      const { done = true, value } = (await reader?.read()) ?? {}
      if (done || value === undefined) return chunks
      chunks.push(value)
      doneBytes += value.length
      onProgress({ doneBytes, allBytes })
    }
  } catch (error) {
    if (signal.aborted) throw error
    throw new RequestFault(faultOfSilence(error, location.href, response.url), error)
  }
}
