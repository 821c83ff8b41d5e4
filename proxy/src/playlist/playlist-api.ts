import { setImmediate } from 'node:timers/promises'
import type { Exchange } from '../front/exchange.ts'
import { CORS, sendJson, sendProblem } from '../front/problem.ts'
import type { Admission } from '../viewers/admission.ts'
import { type PlaylistTarget, rewritePlaylist } from './rewrite.ts'

const MOST_BYTES = 10 * 1024 * 1024
const READ_WITHIN_MS = 10_000
/** Their bodies are held in memory. */
const MOST_AT_A_TIME = 4
const RETRY_AFTER_S = 2
/** Media is sent between two parts of a long playlist. */
const PART_BYTES = 512 * 1024

/** `POST /playlist`: answers the playlist of the body, with its AceStream lines leading here. */
export function createPlaylistApi({ whyNoKey }: Pick<Admission, 'whyNoKey'>) {
  let running = 0

  return async (exchange: Exchange): Promise<void> => {
    const { url, response } = exchange
    const noKey = whyNoKey(url.searchParams)
    if (noKey !== null) return sendProblem(response, noKey)
    if (running >= MOST_AT_A_TIME) {
      response.setHeader('retry-after', RETRY_AFTER_S)
      return problem(exchange, 503, 'playlists_busy', `${MOST_AT_A_TIME} playlists are being read already`)
    }
    running += 1
    try {
      await answer(exchange)
    } finally {
      running -= 1
    }
  }
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, response, url, origin, gone } = exchange
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    return problem(exchange, 415, 'playlist_encoded', 'send the playlist uncompressed')
  const body = await bodyOf(exchange)
  if (gone.aborted) return
  if (body === 'late') return problem(exchange, 408, 'playlist_late', 'the playlist did not come within 10 s')
  if (body === 'long')
    return problem(exchange, 413, 'playlist_too_large', 'the playlist is larger than 10 MiB')
  if (body.length === 0)
    return problem(exchange, 422, 'playlist_empty', 'the request has no playlist in its body')
  const parts = await rewriteInParts(body, { origin, key: url.searchParams.get('key') })
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  response.writeHead(200, { 'content-type': 'audio/x-mpegurl', 'content-length': length, ...CORS })
  for (const part of parts) response.write(part)
  response.end()
}

function problem({ response }: Exchange, status: number, code: string, detail: string): void {
  // What is left of the body is not read.
  response.setHeader('connection', 'close')
  sendJson(response, { detail, code }, status)
}

/** Does not throw: a caller who leaves has sent what he has sent. */
async function bodyOf({ request, gone }: Exchange): Promise<Buffer | 'late' | 'long'> {
  const late = AbortSignal.timeout(READ_WITHIN_MS)
  const { promise, resolve } = Promise.withResolvers<Buffer | 'late' | 'long'>()
  const chunks: Buffer[] = []
  let length = 0
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    // What is too much is read all the same, and dropped: a caller who still sends would not see the answer.
    if (length > MOST_BYTES) chunks.length = 0
    else chunks.push(chunk)
  })
  const end = () => resolve(length > MOST_BYTES ? 'long' : Buffer.concat(chunks))
  request.once('end', end).once('error', end)
  gone.addEventListener('abort', end, { once: true })
  late.addEventListener('abort', () => resolve('late'), { once: true })
  return promise
}

async function rewriteInParts(playlist: Buffer, target: PlaylistTarget): Promise<readonly Buffer[]> {
  const parts: Buffer[] = []
  for (let from = 0; from < playlist.length; ) {
    const end = playlist.indexOf('\n', from + PART_BYTES) + 1 || playlist.length
    parts.push(rewritePlaylist(playlist.subarray(from, end), target))
    from = end
    await setImmediate()
  }
  return parts
}
