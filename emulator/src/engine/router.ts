import { isLocalCaller } from './access.ts'
import { type Exchange, type Handler, NOT_FOUND_TEXT, pause, sendText } from './exchange.ts'
import { misbehaviourOf, type RequestGroup } from './faults.ts'
import { playlist, segment } from './hls.ts'
import { MISBEHAVE } from './misbehave.ts'
import { content, enterPlayback } from './playback.ts'
import { serverApi, webuiService } from './service-api.ts'
import { command, event, stat, withSession } from './session-api.ts'
import { contentOf, start } from './start-api.ts'
import type { EngineWorld } from './world.ts'

interface Route {
  readonly group: RequestGroup
  readonly handle: Handler
  /** The content that the request is about, whose own faults then apply. */
  readonly infohash: string | undefined
}

const FIXED: { readonly [path: string]: readonly [RequestGroup, Handler] } = {
  '/webui/api/service': ['probes', webuiService],
  '/server/api': ['probes', serverApi],
  '/ace/getstream': ['starts', start('ts')],
  '/ace/manifest.m3u8': ['starts', start('hls')],
}

/** `/<prefix>/<infohash>/<rest>`; the handlers get both parts. */
const BY_CONTENT: readonly (readonly [
  pattern: RegExp,
  group: RequestGroup,
  handle: (infohash: string, rest: string) => Handler,
])[] = [
  [/^\/ace\/stat\/(\w+)\/(\w+)$/, 'stats', (infohash, token) => withSession(infohash, token, stat)],
  [/^\/ace\/event\/(\w+)\/(\w+)$/, 'stats', (infohash, token) => withSession(infohash, token, event)],
  [/^\/ace\/cmd\/(\w+)\/(\w+)$/, 'commands', (infohash, token) => withSession(infohash, token, command)],
  [/^\/ace\/r\/(\w+)\/(\w+)$/, 'media', enterPlayback],
  [/^\/content\/(\w+)\/(\w+)$/, 'media', content],
  [/^\/ace\/m\/(\w+)\/(\w+)\.m3u8$/, 'media', playlist],
  [/^\/ace\/c\/(\w+)\/(\d+)\.ts$/, 'media', (infohash, number) => segment(infohash, Number(number))],
]

function routeOf(world: EngineWorld, exchange: Exchange): Route | undefined {
  const { pathname } = exchange.url
  const [group, handle] = (Object.hasOwn(FIXED, pathname) && FIXED[pathname]) || []
  if (group && handle) return { group, handle, infohash: contentOf(world, exchange) }
  for (const [pattern, groupOfPath, handlerOf] of BY_CONTENT) {
    const [, infohash, rest] = pattern.exec(pathname) ?? []
    if (infohash !== undefined && rest !== undefined)
      return { group: groupOfPath, handle: handlerOf(infohash, rest), infohash }
  }
  return undefined
}

/** Answers one request as a real engine would, unless a fault says otherwise. */
export async function serve(world: EngineWorld, exchange: Exchange): Promise<void> {
  const { request, response } = exchange
  world.tally.requests++
  if (!world.bindAll && !isLocalCaller(exchange.callerIp)) return void request.socket.destroy()
  response.setHeader('Server', 'BaseHTTP/0.6 Python/3.10.12')
  const route = routeOf(world, exchange)
  const faults = world.faults.of(route?.infohash)
  const misbehaviour = route === undefined ? faults.api : misbehaviourOf(faults, route.group)
  if (misbehaviour !== 'ok') return MISBEHAVE[misbehaviour](exchange)
  if (request.method === 'HEAD') return sendText(exchange, 501, "Unsupported method ('HEAD')")
  if (route === undefined) return sendText(exchange, 500, NOT_FOUND_TEXT)
  if (await pause(world, route.group === 'media' ? 0 : faults.answerDelayMs))
    await route.handle(world, exchange)
}
