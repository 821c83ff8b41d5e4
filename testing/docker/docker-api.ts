import { type IncomingMessage, request } from 'node:http'
import type { Readable } from 'node:stream'

export interface RawAnswer {
  readonly status: number
  readonly text: string
}

/** Longer than any call of a test takes: an import of an image, a stop with its grace. */
const ANSWER_WITHIN_MS = 60_000

/** The Docker API with nothing in between: tests look at what really is, not at what the code under test believes. */
export interface DockerApi {
  /** Sends JSON, or a stream as it is (a tar); throws where no whole answer comes within a minute. */
  send(method: string, path: string, body?: object | Readable): Promise<RawAnswer>
  /** The same, as JSON; throws unless the status is 2xx. */
  json<T>(method: string, path: string, body?: object | Readable): Promise<T>
  /** Removes a container by force; gone already is fine. */
  erase(reference: string): Promise<void>
}

/** For `unix:///path` and `tcp://host:port`. */
export function dockerApi(host: string): DockerApi {
  const target = targetOf(host)

  function send(method: string, path: string, body?: object | Readable): Promise<RawAnswer> {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
    return exchange(method, path, body, signal).catch((error: Error) => {
      if (!signal.aborted) throw error
      throw new Error(`${method} ${path}: no answer within ${ANSWER_WITHIN_MS} ms`)
    })
  }

  async function exchange(
    method: string,
    path: string,
    body: object | Readable | undefined,
    signal: AbortSignal,
  ): Promise<RawAnswer> {
    const stream = isReadable(body)
    const type = stream ? 'application/x-tar' : 'application/json'
    const call = request({ ...target, method, path, headers: body ? { 'content-type': type } : {}, signal })
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      call.on('response', resolve)
      call.on('error', reject)
    })
    if (stream) body.pipe(call)
    else call.end(body ? JSON.stringify(body) : undefined)
    const response = await answer
    const chunks: Buffer[] = []
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
    return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }
  }

  return {
    send,
    json: async <T>(method: string, path: string, body?: object | Readable) => {
      const { status, text } = await send(method, path, body)
      if (status < 200 || status > 299) throw new Error(`${method} ${path}: ${status} ${text}`)
      return (text.trim() === '' ? undefined : JSON.parse(text)) as T
    },
    erase: async (reference) => {
      const { status, text } = await send('DELETE', `/containers/${reference}?force=true&v=true`)
      if (![204, 404, 409].includes(status)) throw new Error(`removing ${reference}: ${status} ${text}`)
    },
  }
}

/**
 * Removes those that the filters select. Podman refuses to remove one whose network namespace another is in, and does not
 * list which: a second round finds it free.
 */
export async function eraseContainers(api: DockerApi, filters: object = {}): Promise<void> {
  const query = `all=true&filters=${encodeURIComponent(JSON.stringify(filters))}`
  const containers = await api.json<{ Id: string }[]>('GET', `/containers/json?${query}`)
  const done = await Promise.allSettled(containers.map(({ Id }) => api.erase(Id)))
  const refused = containers.filter((_, index) => done[index]?.status === 'rejected')
  await Promise.all(refused.map(({ Id }) => api.erase(Id)))
}

function targetOf(host: string): { socketPath: string } | { host: string; port: number } {
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) }
  const { hostname, port } = new URL(host)
  return { host: hostname, port: Number(port) }
}

function isReadable(body: object | undefined): body is Readable {
  return body !== undefined && 'pipe' in body
}
