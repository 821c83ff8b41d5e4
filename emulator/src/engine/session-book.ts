import type { Clip } from '../media/clip.ts'
import type { EngineFaults, FaultBook } from './faults.ts'
import { type Session, startSession } from './session.ts'

export interface StartRequest {
  readonly infohash: string
  readonly token: string
  /** The caller gave no `pid`: everything such callers of one address start is one player's. */
  readonly isDefaultPlayer: boolean
  readonly kind: 'ts' | 'hls'
  readonly clientSessionId: number
}

interface Content {
  readonly session: Session
  /** Every token that was handed out for this content since it was last stopped: all lead to the one session. */
  readonly tokens: ReadonlySet<string>
  readonly isDefaultPlayer: boolean
}

export interface EndedTotals {
  downloadedBytes: number
  uploadedBytes: number
}

/** The sessions of one engine: one per content, whoever asks. */
export interface SessionBook {
  start(request: StartRequest): Session
  /** The current session of a content, for any token that was ever given for it. */
  find(infohash: string, token: string): Session | undefined
  ofContent(infohash: string): Session | undefined
  stop(session: Session): void
  /** Ends sessions that nobody has read or asked about for that long. */
  stopIdle(olderThanMs: number): void
  all(): readonly Session[]
  readonly endedTotals: Readonly<EndedTotals>
}

export function sessionBook(clip: Clip, faults: FaultBook, timeScale: number): SessionBook {
  const contents = new Map<string, Content>()
  const endedTotals: EndedTotals = { downloadedBytes: 0, uploadedBytes: 0 }

  function end(session: Session): void {
    const last = session.statistics(Date.now(), faults.of(session.infohash))
    endedTotals.downloadedBytes += last.downloadedBytes
    endedTotals.uploadedBytes += last.uploadedBytes
    session.end()
  }

  function stop(session: Session): void {
    if (contents.get(session.infohash)?.session !== session) return
    contents.delete(session.infohash)
    end(session)
  }

  /** One player plays one thing: callers without `pid` behind one address stop each other. */
  function stopOthersOf(request: StartRequest): void {
    if (!request.isDefaultPlayer) return
    for (const { session, isDefaultPlayer } of [...contents.values()])
      if (isDefaultPlayer && session.token === request.token && session.infohash !== request.infohash)
        stop(session)
  }

  const isDownloading = (session: Session, own: EngineFaults) => session.status(Date.now(), own) === 'dl'

  return {
    start: (request) => {
      const before = contents.get(request.infohash)
      const own = faults.of(request.infohash)
      const warm = before !== undefined && isDownloading(before.session, own)
      stopOthersOf(request)
      if (before !== undefined) end(before.session)
      const session = startSession({ ...request, clip, warm, timeScale, nowMs: Date.now(), faults: own })
      const tokens = new Set([...(before?.tokens ?? []), request.token])
      contents.set(request.infohash, { session, tokens, isDefaultPlayer: request.isDefaultPlayer })
      return session
    },
    find: (infohash, token) => {
      const content = contents.get(infohash)
      return content?.tokens.has(token) ? content.session : undefined
    },
    ofContent: (infohash) => contents.get(infohash)?.session,
    stop,
    stopIdle: (olderThanMs) => {
      for (const { session } of [...contents.values()])
        if (session.readers.size === 0 && Date.now() - session.lastUsedAtMs > olderThanMs) stop(session)
    },
    all: () => [...contents.values()].map(({ session }) => session),
    endedTotals,
  }
}
