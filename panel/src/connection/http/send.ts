import { faultOfAnswer, faultOfGarbage, faultOfRedirect, faultOfSilence, RequestFault } from './fault.ts'
import { isOwnOrigin, keyHeader } from './key-header.ts'
import { anySignal } from './signals.ts'

export interface HttpRequest {
  readonly server: string
  readonly path: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly key?: string | null
  readonly signal?: AbortSignal
  /** Without one the answer may take as long as it likes (event streams). */
  readonly timeoutMs?: number
  /** The answer of this very request where it is already on its way. */
  readonly begun?: Promise<Response> | undefined
}

async function headersOf({ server, body, key }: HttpRequest): Promise<Headers> {
  const headers = new Headers()
  if (body !== undefined) headers.set('content-type', 'application/json')
  if (key) headers.set(...(await keyHeader(server, key)))
  return headers
}

function signalOf({ signal, timeoutMs }: HttpRequest): AbortSignal | null {
  const parts = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)]
  const given = parts.filter((part) => part !== undefined)
  return given.length === 0 ? null : anySignal(given)
}

const begin = async (request: HttpRequest): Promise<Response> =>
  fetch(`${request.server}${request.path}`, {
    method: request.method ?? 'GET',
    headers: await headersOf(request),
    body: request.body === undefined ? null : JSON.stringify(request.body),
    signal: signalOf(request),
    // What the browser has for a proxy in front of our own origin: its cookie or its password.
    credentials: 'same-origin',
    // The API never redirects: what does is a proxy, on its way to its sign-in page.
    redirect: isOwnOrigin(request.server) ? 'manual' : 'follow',
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
  if (response.type === 'opaqueredirect') throw new RequestFault(faultOfRedirect())
  const type = response.headers.get('content-type') ?? ''
  const body = await response.text().catch(() => '')
  const fault = faultOfAnswer(response.status, type, body, response.headers.get('www-authenticate'))
  throw new RequestFault(fault)
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
    throw new RequestFault(faultOfGarbage(response.status, type, body), error)
  }
}
