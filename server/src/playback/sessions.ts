// playback/: playback proxies as the orchestrator sees them: the leases they hold and the sessions they report.
import type { Clock } from '../lib/clock.ts'
import { createEmitter, type Emitter } from '../lib/emitter.ts'
import { DomainError } from '../lib/errors.ts'
import type { Logger } from '../lib/log.ts'
import { startLoop } from '../lib/loop.ts'
import type { StreamActions } from '../streams/actions/actions.ts'
import type { StartReport } from '../streams/reports/report.ts'
import type { Stream } from '../streams/stream.ts'
import type { Tracker } from '../streams/tracker.ts'
import type { Audience, StreamViewer } from './audience.ts'
import type { Vacancy } from './vacancy.ts'

/** One session of a proxy on one engine. */
export interface ProxySession extends StartReport {
  readonly viewers: number
  readonly viewerList: readonly StreamViewer[]
}

/** Where players reach a proxy, in its own words. */
export interface ProxyFront {
  readonly host: string
  readonly port: number
  readonly publicUrl: string | null
  readonly needsKey: boolean
}

export interface ProxySessionsOptions {
  readonly audience: Pick<Audience, 'note'>
  readonly vacancy: Pick<Vacancy, 'note'>
  readonly tracker: Pick<Tracker, 'started' | 'end' | 'running'>
  readonly actions: Pick<StreamActions, 'abandon'>
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * What proxies have open, as they report it: each time the whole, so that a lost report, or a restart on either side,
 * heals with the next one.
 */
export interface ProxySessions {
  /** Answers until when (Unix ms) the proxy is trusted to be there. */
  report(proxy: string, sessions: readonly ProxySession[], front?: ProxyFront): Promise<number>
  /** Of the proxies that are there and said so. */
  fronts(): readonly ProxyFront[]
  /** Null: no proxy plays this stream. */
  viewers(streamId: string): number | null
  /** Running streams whose number of viewers is another one now. */
  readonly recounted: Pick<Emitter<Stream>, 'on'>
  stop(): Promise<void>
}

/** Which proxy a stream is of: a label, so that it is known after our own restart. */
const PROXY_LABEL = 'proxy'

/** A proxy reports every second; one that has not for so long is gone, and nobody else will stop its sessions. */
export const SILENT_AFTER_MS = 15_000
const SWEEP_EVERY_MS = 2000
/** An engine that does not take a stop is asked again after this. */
const RETRY_AFTER_MS = 30_000

interface Proxy {
  heardAtMs: number
  /** Streams by session, also those that ended here while the proxy still has them. */
  known: ReadonlyMap<string, string>
  viewers: ReadonlyMap<string, number>
  front: ProxyFront | undefined
}

export function createProxySessions({
  audience,
  vacancy,
  tracker,
  actions,
  clock,
  logger,
}: ProxySessionsOptions): ProxySessions {
  const startedAtMs = clock.elapsedMs()
  const proxies = new Map<string, Proxy>()
  const recounted = createEmitter<Stream>()

  /** Undefined: its engine is not known here, or not yet. */
  async function streamOf(proxy: string, session: ProxySession): Promise<string | undefined> {
    try {
      const labels = { ...session.labels, [PROXY_LABEL]: proxy }
      return (await tracker.started({ ...session, labels }, 'proxy', null)).id
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      logger.debug({ proxy, reason: error.message }, 'a session of a proxy is no stream')
      return undefined
    }
  }

  async function report(
    name: string,
    sessions: readonly ProxySession[],
    front?: ProxyFront,
  ): Promise<number> {
    const before = proxies.get(name)?.known ?? new Map<string, string>()
    const known = new Map<string, string>()
    const viewers = new Map<string, number>()
    const lists = new Map<string, readonly StreamViewer[]>()
    for (const session of sessions) {
      const id = before.get(nameOf(session)) ?? (await streamOf(name, session))
      if (id === undefined) continue
      known.set(nameOf(session), id)
      viewers.set(id, session.viewers)
      lists.set(id, session.viewerList)
    }
    vacancy.note(name, watchedIn(sessions))
    audience.note(name, lists)
    const counted = proxies.get(name)?.viewers
    proxies.set(name, { heardAtMs: clock.elapsedMs(), known, viewers, front })
    const open = new Set(known.values())
    for (const stream of [...tracker.running()])
      if (proxyOf(stream) === name && !open.has(stream.id)) await tracker.end(stream.id, 'reported', null)
    for (const stream of tracker.running())
      if (viewers.get(stream.id) !== counted?.get(stream.id)) recounted.emit(stream)
    return clock.now() + SILENT_AFTER_MS
  }

  const silentForMs = (proxy: string) => clock.elapsedMs() - (proxies.get(proxy)?.heardAtMs ?? startedAtMs)
  const leftovers = createLeftovers({ tracker, actions, clock })

  function forget(name: string): void {
    proxies.delete(name)
    vacancy.note(name, null)
    audience.note(name, null)
  }

  const loop = startLoop(clock, async () => {
    for (const [name] of proxies) if (silentForMs(name) > SILENT_AFTER_MS) forget(name)
    await leftovers.stop((proxy) => !proxies.has(proxy) && silentForMs(proxy) > SILENT_AFTER_MS)
    return SWEEP_EVERY_MS
  })

  return {
    report,
    recounted,
    fronts: () => [...proxies.values()].flatMap(({ front }) => front ?? []),
    viewers: (streamId) => {
      for (const { viewers } of proxies.values()) if (viewers.has(streamId)) return viewers.get(streamId) ?? 0
      return null
    },
    stop: loop.stop,
  }
}

/** What proxies that are gone have left on engines. */
function createLeftovers({
  tracker,
  actions,
  clock,
}: Pick<ProxySessionsOptions, 'tracker' | 'actions' | 'clock'>) {
  const refusedAtMs = new Map<string, number>()

  function isDue({ id }: Stream): boolean {
    const refusedAt = refusedAtMs.get(id)
    return refusedAt === undefined || clock.elapsedMs() - refusedAt >= RETRY_AFTER_MS
  }

  async function stopOne({ id }: Stream): Promise<void> {
    try {
      await actions.abandon(id, { code: 'proxy_silent', forMs: SILENT_AFTER_MS })
      refusedAtMs.delete(id)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      refusedAtMs.set(id, clock.elapsedMs())
    }
  }

  return {
    stop: async (isGone: (proxy: string) => boolean): Promise<void> => {
      const left = [...tracker.running()].filter((stream) => {
        const proxy = proxyOf(stream)
        return proxy !== null && isGone(proxy) && isDue(stream)
      })
      await Promise.all(left.map(stopOne))
    },
  }
}

/** The engines that viewers are fed from. */
function watchedIn(sessions: readonly ProxySession[]): ReadonlySet<string> {
  return new Set(sessions.flatMap(({ viewers, containerId }) => (viewers > 0 ? (containerId ?? []) : [])))
}

const proxyOf = ({ source, labels }: Stream) => (source === 'proxy' ? (labels[PROXY_LABEL] ?? null) : null)

/** The same session is reported every second. */
const nameOf = ({ containerId, sessionId, statPath }: ProxySession) =>
  `${containerId} ${sessionId} ${statPath}`
