import { createReadStream, readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { createActions } from './actions.ts'
import { beat, check } from './beat.ts'
import { type Faults, NO_FAULTS } from './faults.ts'
import { createHub, type Hub } from './hub.ts'
import { createLogs, type Logs } from './logs.ts'
import { OLDER_ROUTES, olderEngine, olderStream, olderVpn } from './older.ts'
import { type Answer, type Call, ROUTES, refusal } from './routes.ts'
import { makeWorld, type World } from './world.ts'

export interface StandInOptions {
  readonly world?: World
  /** Only the routes and fields that older orchestrators have. */
  readonly older?: boolean
  /** Protected routes ask for this key. Without one nothing is protected. */
  readonly key?: string
  /** Reads are protected too. */
  readonly protectReads?: boolean
  readonly port?: number
  /** What is served under `/panel/`; the built panel by default. */
  readonly files?: string
  /** Between two beats of the fleet; 0 keeps it still. */
  readonly beatMs?: number
}

export interface StandIn {
  readonly url: string
  world: World
  readonly faults: Faults
  readonly hub: Hub
  readonly logs: Logs
  /** `METHOD /path` and the key of every call so far. */
  readonly calls: { readonly line: string; readonly key: string | null }[]
  readonly close: () => Promise<void>
}

const PANEL = fileURLToPath(new URL('../../../panel/dist/', import.meta.url))
const CHECK_MS = 10_000
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}
/** As strict as the real server's. */
const POLICY =
  "default-src 'self'; connect-src 'self' http: https:; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

const zipped = new Map<string, Buffer>()

async function sendFile(files: string, path: string, response: ServerResponse): Promise<void> {
  const inside = normalize(path).replace(/^(\.\.[/\\])+/, '')
  const file = join(files, inside === '/' || inside === '.' ? 'index.html' : inside)
  const found = await stat(file).catch(() => null)
  if (!found?.isFile()) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found')
    return
  }
  const type = TYPES[extname(file)] ?? 'application/octet-stream'
  const headers = {
    'content-type': type,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  }
  if (!/javascript|css|html|svg|json/.test(type)) {
    response.writeHead(200, headers)
    createReadStream(file).pipe(response)
    return
  }
  const key = `${file}:${found.mtimeMs}`
  const body = zipped.get(key) ?? gzipSync(readFileSync(file))
  zipped.set(key, body)
  response.writeHead(200, { ...headers, 'content-encoding': 'gzip' }).end(body)
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const text = Buffer.concat(pieces).toString()
  return text === '' ? {} : JSON.parse(text)
}

/** Older orchestrators know the first place only. */
function keyOf({ headers }: IncomingMessage, older: boolean): string | null {
  const bearer = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1]
  const beside = older ? undefined : headers['x-api-key']
  return bearer ?? beside?.toString() ?? null
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function sendJson(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

function olderAnswer(line: string, world: World, answer: Answer): Answer {
  if (line === 'GET /engines') return { ...answer, body: world.engines.map(olderEngine) }
  if (line === 'GET /streams') return { ...answer, body: world.streams.map(olderStream) }
  if (line === 'GET /vpn/status') return { ...answer, body: olderVpn(world.vpn) }
  return answer
}

/** Serves the built panel under `/panel/` and a scripted world over the API, with switches for what goes wrong. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const { files = PANEL } = options
  const faults: Faults = { ...NO_FAULTS }
  const calls: { line: string; key: string | null }[] = []
  let world = options.world ?? makeWorld('fine')
  const hub = createHub(() => world)
  const logs = createLogs()
  const actions = createActions(() => world, hub)

  const keyFault = (given: string | null): Answer | null => {
    if (options.key === undefined || given === options.key) return null
    return given === null
      ? refusal(401, 'missing_token', 'missing bearer token')
      : refusal(403, 'invalid_token', 'invalid token')
  }

  function answerOf(line: string, call: Call, given: string | null): Answer {
    const route = ROUTES.find(({ pattern }) => pattern.test(line))
    const known = route && (!options.older || OLDER_ROUTES.some((pattern) => pattern.test(line)))
    if (!route || !known) return refusal(404, 'not_found', 'Not Found')
    const write = !line.startsWith('GET')
    const refused = route.key || options.protectReads ? keyFault(given) : null
    if (refused) return refused
    if (faults.unavailable && !write)
      return refusal(503, 'runtime_unavailable', {
        code: 'runtime_unavailable',
        message: 'Docker does not answer',
        recovery_eta_seconds: 5,
        can_retry: true,
        should_wait: true,
      })
    if (faults.refuse && write) {
      const { status, ...body } = faults.refuse
      return { status, body }
    }
    const answer = route.answer(call, world, actions)
    return options.older ? olderAnswer(line, world, answer) : answer
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stand-in')
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', 'authorization, x-api-key, content-type')
    response.setHeader('access-control-allow-methods', 'GET, POST, DELETE')
    if (request.method === 'OPTIONS') return void response.writeHead(204).end()
    if (url.pathname === '/panel') return void response.writeHead(308, { location: '/panel/' }).end()
    if (url.pathname.startsWith('/panel/'))
      return sendFile(files, decodeURIComponent(url.pathname.slice('/panel'.length)), response)
    const line = `${request.method} ${url.pathname}`
    const given = keyOf(request, options.older === true)
    calls.push({ line, key: given })
    if (faults.delayMs > 0) await sleep(faults.delayMs)
    if (faults.html)
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>router</p>')
    if (line === 'GET /live' && !options.older) {
      const refused = options.protectReads ? keyFault(given) : null
      return refused ? sendJson(response, refused) : hub.open(response, faults.holdLive)
    }
    if (/^GET \/containers\/[^/]+\/logs$/.test(line) && !options.older) {
      const refused = keyFault(given)
      return refused
        ? sendJson(response, refused)
        : logs.open(response, url.searchParams.get('follow') === 'true', faults.holdLive)
    }
    const parts = url.pathname.split('/').slice(1).map(decodeURIComponent)
    sendJson(response, answerOf(line, { parts, query: url.searchParams, body: await bodyOf(request) }, given))
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) sendJson(response, refusal(500, 'internal', String(error)))
    })
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const timers =
    options.beatMs === 0
      ? []
      : [
          setInterval(() => beat(world, hub), options.beatMs ?? 1_000),
          setInterval(() => check(world, hub), CHECK_MS),
        ]
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    get world() {
      return world
    },
    set world(next) {
      world = next
      hub.drop()
    },
    faults,
    hub,
    logs,
    calls,
    close: async () => {
      for (const timer of timers) clearInterval(timer)
      hub.close()
      logs.close()
      hub.drop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
