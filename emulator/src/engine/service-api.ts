import type { Json } from '../lib/python-json.ts'
import { type Selector, selectorIn } from './catalogue.ts'
import { type Exchange, pause, sendJson } from './exchange.ts'
import type { EngineWorld } from './world.ts'

/** Measured: `cannot get transport file` comes after about this long, in the engine's milliseconds. */
const UNKNOWN_CONTENT_MS = 4_700

/** `3.2.11` is 3021100: major millions, minor ten thousands, patch hundreds. */
export function versionCode(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  return major * 1_000_000 + minor * 10_000 + patch * 100
}

/** 3.1.x gives three fields; 3.2.x gives them in another order and adds the port of its websocket server. */
function versionJson(world: EngineWorld): Json {
  const { version, platform } = world
  const code = versionCode(version)
  if (version.startsWith('3.1.')) return { code, platform, version }
  return { platform, version, code, websocket_port: world.websocketPort }
}

/** `GET /webui/api/service?method=get_version`. */
export function webuiService(world: EngineWorld, exchange: Exchange): void {
  const method = exchange.url.searchParams.get('method')
  if (method === 'get_version') sendJson(exchange, { result: versionJson(world), error: null })
  else sendJson(exchange, { result: null, error: method ? `unknown method: [${method}]` : 'missing method' })
}

type Method = (world: EngineWorld, exchange: Exchange) => Promise<Json> | Json

const METHODS: { readonly [name: string]: Method } = {
  get_status: (world) => ({ result: { playlist_loaded: true, version: versionJson(world) } }),
  get_network_connection_status: (world) => ({ result: { connected: world.faults.of().connected } }),
  get_media_files: (world, exchange) => withContent(world, selectorIn(exchange.url.searchParams), mediaFiles),
  analyze_content: (world, exchange) => {
    const selector = selectorInQuery(exchange.url.searchParams.get('query') ?? '')
    return withContent(world, selector, (infohash) => analysis(infohash, selector?.kind === 'content_id'))
  },
  get_content_id: (world, exchange) => {
    const infohash = exchange.url.searchParams.get('infohash')?.toLowerCase()
    const selector: Selector | undefined =
      infohash === undefined ? undefined : { kind: 'infohash', value: infohash }
    return withContent(world, selector, (found) => ({ content_id: world.catalogue.contentIdOf(found) }))
  },
}

/** `GET /server/api?api_version=3&method=…`. Without `api_version=3` callers need a token that we never give. */
export async function serverApi(world: EngineWorld, exchange: Exchange): Promise<void> {
  const { searchParams } = exchange.url
  if (searchParams.get('api_version') !== '3')
    return sendJson(exchange, { result: null, error: 'access denied' })
  const name = searchParams.get('method') ?? ''
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined
  const answer = method === undefined ? failure('unknown method') : await method(world, exchange)
  if (!world.closing.aborted) sendJson(exchange, answer)
}

const failure = (message: string): Json => ({ error: { message, code: 0 } })

async function withContent(
  world: EngineWorld,
  selector: Selector | undefined,
  describe: (infohash: string) => Json,
): Promise<Json> {
  const infohash = selector && world.catalogue.resolve(selector)
  if (infohash !== undefined && world.faults.of(infohash).channel !== 'unknown')
    return { result: describe(infohash) }
  await pause(world, UNKNOWN_CONTENT_MS / world.timeScale)
  return failure('cannot get transport file')
}

const titleOf = (infohash: string) => `Emulated channel ${infohash.slice(0, 4)}`

function mediaFiles(infohash: string): Json {
  const name = titleOf(infohash)
  const files = [{ index: 0, filename: name }]
  return { files, name, infohash, transport_type: 'bt', type: 'live', transport_file_cache_key: null }
}

function analysis(infohash: string, isContentId: boolean): Json {
  return {
    is_live: 1,
    item_url: null,
    transport_type: 'bt',
    content_type: isContentId ? 'content_id' : 'transport_file',
    title: titleOf(infohash),
    content_id: null,
    infohash,
    categories: ['entertaining'],
  }
}

/** `acestream:?infohash=…`, `acestream://…` or a bare id. */
function selectorInQuery(query: string): Selector | undefined {
  const parameters = query.startsWith('acestream:?') ? query.slice('acestream:?'.length) : undefined
  if (parameters !== undefined) return selectorIn(new URLSearchParams(parameters))
  return { kind: 'content_id', value: query.replace('acestream://', '').toLowerCase() }
}
