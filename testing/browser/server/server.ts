/**
 * The real server for browser tests, in this process, over a world in memory that a test scripts:
 *
 *     const server = await serve({ engines: 6, streams: 4 })   // engines are ready, streams play, the VPN is up
 *     await openPanel(page, watch, server.url, { at: '/engines' })
 *     const [engine] = await server.engines()
 *     server.hang(engine)                                      // it accepts and never answers
 *     await server.advance(90_000)                             // three checks later it is unhealthy
 *
 * `world.runtime` is Docker (die, vanish, revive, setReachable, failures of creations, creationMs), `world.sessions` what engines
 * play (dryUp, change, refusal, titles), `world.vpn` the Gluetun containers (say, stop, restart, setPort), `world.prober` who
 * answers checks (hung, refused, foreign). `wire` is the network between page and server (delayMs, holdStreams, freezeStreams, cutStreams, instead).
 * Time goes on by itself; `advance` moves it ahead, and `pastMs` lets that much go by before the page is opened, so that
 * histories are there. Everything else is set as people set it: `settings`, or a call of the API by `call`.
 */
import { existsSync } from 'node:fs'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import type { VpnStatus } from '@acestream-orchestrator/contract/vpn'
import { inRepository } from '../../../scripts/repository.ts'
import { holdPort } from '../../../server/src/api/http/held-port.ts'
import { type App, startApp } from '../../../server/src/app/app.ts'
import { openSettings } from '../../../server/src/app/open-settings.ts'
import { loadConfig } from '../../../server/src/config/load.ts'
import type { LogStatus } from '../../../server/src/host/log-output.ts'
import { derived } from '../../../server/src/lib/live.ts'
import { silentLogger } from '../../../server/src/lib/log.ts'
import { openStore, type Store } from '../../../server/src/store/open.ts'
import type { EngineStat } from '../../../server/src/streams/ports.ts'
import { containerLog } from '../../fakes/container-log.ts'
import { type RunningClock, runningClock } from '../../fakes/running-clock.ts'
import { until } from '../../machine/wait.ts'
import { type Outside, outsideOn } from '../../rigs/outside.ts'
import { createWire, type Wire, wired } from './wire.ts'

export interface ServerOptions {
  /** Engines that run and answer; 6 where nothing is said. */
  readonly engines?: number
  /** How many of them are wanted (MIN_REPLICAS): all where nothing is said. Those beyond it are not replaced. */
  readonly wanted?: number
  /** Streams that play, spread over the engines; 0 where nothing is said. */
  readonly streams?: number
  /** Streams that have played and were stopped before the page is opened. */
  readonly ended?: number
  /** Engines run behind a Gluetun container, which is up; true where nothing is said. */
  readonly vpn?: boolean
  /** Writes need it; without one nobody is asked for a key (AUTH=off). */
  readonly key?: string
  /** Goes by, with all checks and samples of that time, before the page is opened. */
  readonly pastMs?: number
  /** Environment variables. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface TestServer {
  readonly url: string
  readonly world: Outside<RunningClock>
  readonly wire: Wire
  /** What becomes of its own log. */
  log: LogStatus
  /** All of them, as `GET /engines?all=true` gives them, in the order in which they were created. */
  engines(): Promise<EngineState[]>
  /** The n-th of them, as its name counts: `engine(2)` is acestream-2. Throws where there is none. */
  engine(n: number): Promise<EngineState>
  /** Those that play, in the order in which they began. */
  streams(): Promise<StreamState[]>
  /** The n-th of them; throws where there is none. */
  stream(n: number): Promise<StreamState>
  /** Throws on an answer other than 2xx, with its body. */
  call<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>
  /** A content begins to play on that engine and is reported, as a proxy does it; resolves once its title is known. */
  play(engine: EngineState, viewing?: Viewing): Promise<StreamState>
  /** The stream's statistics from now on. */
  change(stream: StreamState, stat: Partial<EngineStat>): void
  /** The engine accepts connections and never answers. */
  hang(engine: EngineState): void
  /** It answers again. */
  wake(engine: EngineState): void
  /** It hangs until it is found unhealthy. */
  fail(engine: EngineState): Promise<void>
  /** Somebody else removes its container; resolves once the server knows. */
  lose(engine: EngineState): Promise<void>
  /** Gluetun loses its tunnel; resolves once the server knows. */
  loseVpn(): Promise<void>
  /** It has one again. */
  regainVpn(): Promise<void>
  advance(ms: number): Promise<void>
  /** Moves time on until it is so. */
  until(what: string, isSo: () => Promise<boolean>): Promise<void>
  /** As SIGTERM; the world goes on, and `start` finds it. */
  stop(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

export interface Viewing {
  /** The reporter's id of it; the session's where none is given. */
  readonly id?: string
  readonly title?: string
  /** 40 hex digits; another one each time where none is given. */
  readonly content?: string
  /** What the reporter calls the content; its content id where nothing is said. */
  readonly key?: string
  readonly isLive?: boolean
  readonly stat?: Partial<EngineStat>
}

const PANEL = inRepository('panel', 'dist')
const VPN = 'gluetun'
const UP = { forwardedPorts: [51_413] }
/** What is under way at a stop has so long to finish. */
const STOPPED_WITHIN_MS = 10_000
/** Until their statistics have been read twice, so that streams play. */
const PLAYING_MS = 11_000
/** Of real time, on a machine that is busy with other tests. */
const STARTED_WITHIN_MS = 30_000
const TITLES = ['Final · Copa del Norte', 'News 24 HD', 'Grand Prix, Sunday race', 'Cinema Classics']
/** As `someFacts` describes it. */
const IMAGE = 'wafy80/acestream'

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const { engines = 6, wanted = engines, streams = 0, ended = 0, vpn = true, pastMs = 0, key } = options
  const clock = runningClock(Date.now() - pastMs)
  const ends: (() => void)[] = []
  const world = outsideOn(clock, { after: (end) => void ends.push(end) }, vpn ? [VPN] : [])
  const logs = new Map<string, ReturnType<typeof containerLog>>()
  world.runtime.logs = (id, options, signal) => {
    const log = logs.get(id) ?? containerLog(clock)
    logs.set(id, log)
    return log(options, signal)
  }
  const wire = createWire()
  const { base } = loadConfig(settingsOf(world.dataDir, options), { arch: 'x64', isTerminal: false })
  let running: { readonly app: App; readonly store: Store; readonly url: string } | undefined
  let port = 0
  let ids = 0

  async function start(): Promise<void> {
    const settings = await openSettings(base, world.dataDir, clock)
    const store = await openStore({
      dataDir: world.dataDir,
      sync: 'normal',
      statsRetentionDays: derived(settings.config, ({ streams }) => streams.retentionDays),
      clock,
      logger: silentLogger,
    })
    const app = await startApp({
      config: derived(settings.config, (now) => ({ ...now, http: { ...now.http, host: '127.0.0.1', port } })),
      settings,
      apiKey: key ?? 'nobody-is-asked',
      edges: world.edges,
      store,
      log: { status: () => server.log },
      clock,
      logger: silentLogger,
      version: '0.1.0',
      random: Math.random,
      newId: () => `id-${++ids}`,
      newEngineId: () => `external-${++ids}`,
      newStreamId: () => (++ids).toString(16).padStart(16, '0'),
      panelDir: existsSync(PANEL) ? PANEL : null,
    })
    const url = await app.api.listen(wired(await holdPort('127.0.0.1', port), wire))
    port = Number(new URL(url).port)
    running = { app, store, url }
  }

  async function stop(): Promise<void> {
    const { app, store } = running ?? {}
    running = undefined
    await app?.stop()
    await store?.close()
  }

  async function call<T>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<T> {
    if (running === undefined) throw new Error(`${method} ${path}: the server is stopped`)
    const answer = await running.app.api.inject({
      method,
      url: path,
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`)
    return answer.json<T>()
  }

  const vpnOf = () => call<VpnStatus>('GET', '/vpn/status')

  const server: TestServer = {
    get url() {
      return `http://127.0.0.1:${port}`
    },
    world,
    wire,
    log: { ok: true, reason: null, dropped: 0 },
    engines: async () =>
      (await call<EngineState[]>('GET', '/engines?all=true')).toSorted((a, b) => a.port - b.port),
    engine: async (n) =>
      need(
        `acestream-${n}`,
        (await server.engines()).find(({ container_name }) => container_name === `acestream-${n}`),
      ),
    streams: async () =>
      (await call<StreamState[]>('GET', '/streams?status=started')).toSorted((a, b) =>
        a.short_id.localeCompare(b.short_id),
      ),
    stream: async (n) => need(`stream ${n}`, (await server.streams())[n - 1]),
    call,
    play: async (engine, viewing = {}) => {
      const { id: reported, title, isLive = true, stat = {}, content = contentId(++ids) } = viewing
      const session = `session-${++ids}`
      const path = `${content}/${Buffer.from(session).toString('hex')}` // the engine resolved it to the same infohash
      world.sessions.play(engine.port, path, stat)
      if (title !== undefined) world.sessions.titles.set(content, title)
      const at = `http://${engine.host}:${engine.port}/ace`
      const { id } = await call<StreamState>('POST', '/events/stream_started', {
        container_id: engine.container_id,
        engine: { host: engine.host, port: engine.port },
        stream: { key_type: 'content_id', key: viewing.key ?? content },
        session: {
          playback_session_id: session,
          stat_url: `${at}/stat/${path}`,
          command_url: `${at}/cmd/${path}`,
          is_live: isLive ? 1 : 0,
        },
        labels: { stream_id: reported ?? session },
      })
      return until(`the title of ${id}`, async () => {
        const stream = await call<StreamState>('GET', `/streams/${encodeURIComponent(id)}`)
        return (title === undefined || stream.title === title) && stream
      })
    },
    change: ({ stat_url }, stat) => world.sessions.change(stat_url, stat),
    hang: ({ port: each }) => void world.prober.hung.add(each),
    wake: ({ port: each }) => void world.prober.hung.delete(each),
    fail: async (engine) => {
      server.hang(engine)
      await server.until(`${engine.container_name} to be found unhealthy`, async () =>
        (await server.engines()).some(
          ({ container_id, health_status }) =>
            container_id === engine.container_id && health_status === 'unhealthy',
        ),
      )
    },
    lose: async (engine) => {
      world.runtime.vanish(engine.container_id)
      await until(`${engine.container_name} to be gone`, async () =>
        (await server.engines()).every(({ container_id }) => container_id !== engine.container_id),
      )
    },
    loseVpn: async () => {
      world.vpn.say(VPN, { status: 'stopped', publicIp: null, forwardedPorts: [] })
      await server.until('the VPN to be lost', async () => (await vpnOf()).connected === false)
    },
    regainVpn: async () => {
      world.vpn.say(VPN, UP)
      await server.until('the VPN to be back', async () => (await vpnOf()).connected === true)
    },
    advance: (ms) => clock.advance(ms),
    until: (what, isSo) =>
      until(
        what,
        async () => {
          if (await isSo()) return true
          await clock.advance(5000)
          return isSo()
        },
        STARTED_WITHIN_MS,
      ).then(() => undefined),
    stop,
    start,
    close: async () => {
      await Promise.all([stop(), clock.advance(STOPPED_WITHIN_MS)])
      clock.stop()
      for (const end of ends) end()
    },
  }

  if (vpn) world.vpn.say(VPN, UP)
  await start()
  if (wanted < engines) await server.call('POST', `/scale/${engines}`)
  const all = await whenHealthy(server, engines)
  if (wanted < engines) await server.call('DELETE', '/scale')
  const play = (_: unknown, n: number) =>
    server.play(need('an engine to play on', all[n % all.length]), {
      title: need('a title', TITLES[n % TITLES.length]),
    })
  const past = await Promise.all(Array.from({ length: ended }, play))
  if (ended > 0) await clock.advance(10_000)
  for (const { short_id } of past) await server.call('DELETE', `/streams/${short_id}`)
  await Promise.all(Array.from({ length: streams }, play))
  await clock.advance(Math.max(pastMs, streams > 0 ? PLAYING_MS : 0))
  return server
}

function need<T>(what: string, found: T | undefined): T {
  if (found === undefined) throw new Error(`there is no ${what}`)
  return found
}

/** Moves time on until so many engines answer. */
async function whenHealthy(server: TestServer, count: number): Promise<readonly EngineState[]> {
  const untilMs = performance.now() + STARTED_WITHIN_MS
  for (;;) {
    const engines = server.world.engines().length < count ? [] : await server.engines()
    const healthy = engines.filter(({ health_status }) => health_status === 'healthy')
    if (healthy.length >= count) return healthy
    if (performance.now() > untilMs) throw new Error(`only ${healthy.length} of ${count} engines answer`)
    await server.advance(250)
  }
}

const contentId = (n: number): string => n.toString(16).padStart(40, 'c')

function settingsOf(
  dataDir: string,
  { engines = 6, wanted = engines, vpn = true, key, settings }: ServerOptions,
) {
  return {
    DATA_DIR: dataDir,
    TARGET_IMAGE: IMAGE,
    MIN_REPLICAS: String(wanted),
    MAX_REPLICAS: String(Math.max(10, engines)),
    MIN_FREE_REPLICAS: '0',
    ...(key === undefined ? { AUTH: 'off' } : { API_KEY: key }),
    ...(vpn ? { GLUETUN_CONTAINER_NAME: VPN } : {}),
    ...settings,
  }
}
