import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendJson } from './problem.ts'

/** One request, and what is needed to answer it. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  /** `http://host:port`, as the caller reaches us. */
  readonly origin: string
  /** The caller has left, or we are stopping. */
  readonly gone: AbortSignal
}

/** Null: its target is no path, or its host is none. */
export function exchangeOf(
  request: IncomingMessage,
  response: ServerResponse,
  publicUrl: string | null,
): Exchange | null {
  const host = request.headers.host ?? ''
  const target = request.url ?? ''
  const origin = publicUrl ?? (/^[\w.:[\]-]{1,255}$/.test(host) ? `http://${host}` : '')
  const url = target.startsWith('/') ? URL.parse(`http://proxy${target}`) : null
  if (url === null || origin === '') return null
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return { request, response, url, origin, gone: gone.signal }
}

/** The engine's two shapes of an answer. */
export const sendResponse = ({ response }: Exchange, value: unknown) =>
  sendJson(response, { response: value, error: null })
export const sendEngineError = ({ response }: Exchange, error: string) =>
  sendJson(response, { response: null, error })
