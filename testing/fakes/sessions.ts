import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Address } from '../../server/src/lib/address.ts'
import type { Clock } from '../../server/src/lib/clock.ts'
import type { SessionClient } from '../../server/src/streams/ports.ts'
import { aStat } from './streams.ts'

const SPEED_KIB_PER_SECOND = 300

/** Playback sessions of engines in memory: each downloads at 300 KiB/s from the moment it is played. */
export interface FakeSessions extends SessionClient {
  /** The engine at that port begins to play; its statistics are at `path`. */
  play(port: number, path: string): void
  /** No session gets another byte from now on. */
  dryUp(): void
  readonly stopped: string[]
}

/** `answers`: whether anybody answers at an address. */
export function createFakeSessions(clock: Clock, answers: (address: Address) => boolean): FakeSessions {
  const playing = new Map<string, { readonly port: number; readonly sinceMs: number }>()
  const stopped: string[] = []
  let driedUpAtMs = Number.POSITIVE_INFINITY
  const nameOf = (path: string) => path.split('/').slice(-2).join('/')
  return {
    stopped,
    dryUp: () => {
      driedUpAtMs = clock.elapsedMs()
    },
    play: (port, path) => playing.set(nameOf(path), { port, sinceMs: clock.elapsedMs() }),
    stat: async (address, path) => {
      if (!answers(address)) return { kind: 'miss', reason: refused(address) }
      const session = playing.get(nameOf(path))
      if (session?.port !== address.port) return { kind: 'session_unknown' }
      const seconds = (Math.min(clock.elapsedMs(), driedUpAtMs) - session.sinceMs) / 1000
      const downloaded = Math.round(seconds * SPEED_KIB_PER_SECOND * 1024)
      return { kind: 'ok', stat: aStat({ speedDown: SPEED_KIB_PER_SECOND, downloaded }), raw: {} }
    },
    stop: async (address, path) => {
      if (!answers(address)) return { kind: 'refused', reason: refused(address) }
      stopped.push(nameOf(path))
      return playing.delete(nameOf(path)) ? { kind: 'stopped' } : { kind: 'session_unknown' }
    },
    title: async () => null,
  }
}

function refused({ host, port }: Address): Reason {
  return { code: 'connection_refused', address: `${host}:${port}` }
}
