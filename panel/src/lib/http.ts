import { faultOfAnswer, faultOfSilence, RequestFault } from './fault.ts'

export interface HttpRequest {
  readonly server: string
  readonly path: string
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly body?: unknown
  readonly key?: string | null
  readonly signal?: AbortSignal
  /** Without one the answer may take as long as it likes (event streams). */
  readonly timeoutMs?: number
  /** The answer of this very request where it is already on its way. */
  readonly begun?: Promise<Response> | undefined
}

function headersOf({ body, key }: HttpRequest): Headers {
  const headers = new Headers()
  if (body !== undefined) headers.set('content-type', 'application/json')
  if (key) headers.set('authorization', `Bearer ${key}`)
  return headers
}

function signalOf({ signal, timeoutMs }: HttpRequest): AbortSignal | null {
  const parts = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)]
  const given = parts.filter((part) => part !== undefined)
  return given.length === 0 ? null : AbortSignal.any(given)
}

const begin = (request: HttpRequest): Promise<Response> =>
  fetch(`${request.server}${request.path}`, {
    method: request.method ?? 'GET',
    headers: headersOf(request),
    body: request.body === undefined ? null : JSON.stringify(request.body),
    signal: signalOf(request),
    credentials: 'omit',
    // A browser lets a second stream of one address wait for what it may keep of the first.
    cache: request.timeoutMs === undefined ? 'no-store' : 'default',
  })

/** Sends one request; a refusal or silence throws {@link RequestFault}, the caller's own abort stays an abort. */
export async function send(request: HttpRequest): Promise<Response> {
  let response: Response
  try {
    response = await (request.begun ?? begin(request))
  } catch (error) {
    if (request.signal?.aborted) throw error
    throw new RequestFault(faultOfSilence(error, location.href, request.server), error)
  }
  if (response.ok) return response
  const type = response.headers.get('content-type') ?? ''
  const body = await response.text().catch(() => '')
  throw new RequestFault(faultOfAnswer(response.status, type, body))
}

/** The JSON of an answer; one that breaks off, a web page or garbage under a 200 is a fault too. */
export async function readJson(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? ''
  const body = await response.text().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new RequestFault(faultOfSilence(error, location.href, response.url), error)
  })
  try {
    return JSON.parse(body)
  } catch (error) {
    const kind = type.includes('text/html') ? 'html' : 'not_json'
    throw new RequestFault(
      { kind, status: response.status, code: null, detail: null, retryInSeconds: null },
      error,
    )
  }
}
