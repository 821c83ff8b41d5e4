import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Address } from '../../server/src/lib/address.ts'
import type { Clock } from '../../server/src/lib/clock.ts'
import type { EngineStat, SessionClient } from '../../server/src/streams/ports.ts'
import { aStat } from './streams.ts'

const SPEED_KIB_PER_SECOND = 300

/** Playback sessions of engines in memory: each downloads at 300 KiB/s from the moment it is played. */
export interface FakeSessions extends SessionClient {
  /** The engine at that port begins to play; its statistics are at `path`, with `change` in each of them. */
  play(port: number, path: string, change?: Partial<EngineStat>): void
  /** What its statistics say from now on, merged into what they said. */
  change(path: string, change: Partial<EngineStat>): void
  /** No session gets another byte from now on. */
  dryUp(): void
  readonly stopped: string[]
  /** Engines refuse to stop a session with this, until it is null again. */
  refusal: Reason | null
  /** The engine of the session with these statistics refuses to stop it with this. */
  refuse(path: string, reason: Reason): void
  /** What contents are called, by content id or infohash. */
  readonly titles: Map<string, string>
}

interface Session {
  readonly port: number
  readonly sinceMs: number
  change: Partial<EngineStat>
}

/** `answers`: whether anybody answers at an address. */
export function createFakeSessions(clock: Clock, answers: (address: Address) => boolean): FakeSessions {
  const playing = new Map<string, Session>()
  const stopped: string[] = []
  let driedUpAtMs = Number.POSITIVE_INFINITY
  const nameOf = (path: string) => path.split('/').slice(-2).join('/')
  const refusals = new Map<string, Reason>()
  const fake: FakeSessions = {
    refuse: (path, reason) => void refusals.set(nameOf(path), reason),
    stopped,
    refusal: null,
    titles: new Map(),
    dryUp: () => {
      driedUpAtMs = clock.elapsedMs()
    },
    play: (port, path, change = {}) =>
      playing.set(nameOf(path), { port, sinceMs: clock.elapsedMs(), change }),
    change: (path, change) => {
      const session = playing.get(nameOf(path))
      if (session) session.change = { ...session.change, ...change }
    },
    stat: async (address, path) => {
      if (!answers(address)) return { kind: 'miss', reason: refused(address) }
      const session = playing.get(nameOf(path))
      if (session?.port !== address.port) return { kind: 'session_unknown' }
      const seconds = (Math.min(clock.elapsedMs(), driedUpAtMs) - session.sinceMs) / 1000
      const speedDown = session.change.speedDown ?? SPEED_KIB_PER_SECOND
      const downloaded = Math.round(seconds * speedDown * 1024)
      const stat = aStat({ speedDown, downloaded, ...session.change })
      return { kind: 'ok', stat, raw: { response: { status: stat.status, peers: stat.peers } } }
    },
    stop: async (address, path) => {
      if (!answers(address)) return { kind: 'refused', reason: refused(address) }
      const refusal = fake.refusal ?? refusals.get(nameOf(path))
      if (refusal) return { kind: 'refused', reason: refusal }
      stopped.push(nameOf(path))
      return playing.delete(nameOf(path)) ? { kind: 'stopped' } : { kind: 'session_unknown' }
    },
    title: async (_, { value }) => fake.titles.get(value) ?? null,
  }
  return fake
}

function refused({ host, port }: Address): Reason {
  return { code: 'connection_refused', address: `${host}:${port}` }
}
