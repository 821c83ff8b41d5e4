import type { Exchange } from './exchange.ts'
import { sendJson } from './problem.ts'

/** The version of the engines whose behaviour we show; clients compare it with what they need. */
const VERSION = { platform: 'linux', version: '3.2.11', code: 3_021_100 }

/** `GET /webui/api/service?method=get_version`: what most health checks of engines ask. */
export function webuiService({ url, response }: Exchange): void {
  const method = url.searchParams.get('method')
  if (method === 'get_version') return void sendJson(response, { result: VERSION, error: null })
  sendJson(response, { result: null, error: method ? `unknown method: [${method}]` : 'missing method' })
}

const RESULTS: { readonly [method: string]: object } = {
  get_status: { playlist_loaded: true, version: VERSION },
  get_network_connection_status: { connected: true },
}

/** `GET /server/api?method=…`; version 3 of it, and the one before, which tells errors in another shape. */
export function serverApi({ url, response }: Exchange): void {
  const { searchParams } = url
  const result = RESULTS[searchParams.get('method') ?? '']
  const isThree = searchParams.get('api_version') === '3'
  if (result !== undefined) return void sendJson(response, isThree ? { result } : { result, error: null })
  const error = isThree ? { message: 'unknown method', code: 0 } : 'unknown method'
  sendJson(response, isThree ? { error } : { result: null, error })
}
