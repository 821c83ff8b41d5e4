import type { Clock } from '../lib/clock.ts'
import type { ControlReading } from '../vpn/ports.ts'
import type { PortsPath } from './forwarded-ports.ts'
import type { Answers } from './reading.ts'

/** What is known of the server at one address, so that a check is three requests and not five. */
export interface KnownServer {
  readonly portsPath: PortsPath | undefined
  readonly version: string | undefined
}

export interface KnownServers {
  get(origin: string): KnownServer | undefined
  /** Remembers a server that could be read; one that could not is asked everything again. */
  note(origin: string, reading: ControlReading, answers: Pick<Answers, 'ports' | 'version'>): void
}

/** Another Gluetun may answer at the same address after an update. */
const REMEMBERED_MS = 60_000

export function createKnownServers(clock: Pick<Clock, 'elapsedMs'>): KnownServers {
  const servers = new Map<string, KnownServer & { readonly untilMs: number }>()

  function get(origin: string): KnownServer | undefined {
    const known = servers.get(origin)
    return known && known.untilMs > clock.elapsedMs() ? known : undefined
  }

  return {
    get,
    note: (origin, reading, { ports, version }) => {
      if (reading.kind !== 'ok') servers.delete(origin)
      else if (!get(origin))
        servers.set(origin, {
          portsPath: 'path' in ports ? ports.path : undefined,
          version,
          untilMs: clock.elapsedMs() + REMEMBERED_MS,
        })
    },
  }
}
