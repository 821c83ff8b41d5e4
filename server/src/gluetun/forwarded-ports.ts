import type { HttpOutcome } from '../http/client.ts'
import { parsePorts } from './answers.ts'
import { MOVED_PORTS_REASON, strangeAnswer, UNLISTED_PORTS_REASON } from './reasons.ts'

/** v3.41 and later, and before it. The newer is tried first. */
export type PortsPath = '/v1/portforward' | '/v1/openvpn/portforwarded'

export type PortsAnswer =
  | { readonly ports: readonly number[]; readonly path: PortsPath }
  | { readonly problem: string; readonly code: number | null }

/** Codes with which the various versions say "no such route" (docs/reference/gluetun.md 2.6). */
const NO_SUCH_ROUTE: ReadonlySet<number> = new Set([400, 401, 404])

/**
 * Reads the forwarded ports from whichever route this Gluetun has; `known` is the one that worked last. The old
 * route's redirect is not followed: its target needs a role of its own, and that is what the problem says.
 */
export async function readPorts(
  ask: (path: PortsPath) => Promise<HttpOutcome>,
  known: PortsPath | undefined,
): Promise<PortsAnswer> {
  if (known === '/v1/openvpn/portforwarded') {
    const ports = portsIn(await ask(known))
    if (ports) return { ports, path: known }
  }
  const newer = await ask('/v1/portforward')
  const ports = portsIn(newer)
  if (ports) return { ports, path: '/v1/portforward' }
  if (newer.kind === 'failed' || !NO_SUCH_ROUTE.has(newer.status)) return problemOf(newer)
  return readOlder(await ask('/v1/openvpn/portforwarded'))
}

function readOlder(older: HttpOutcome): PortsAnswer {
  const ports = portsIn(older)
  if (ports) return { ports, path: '/v1/openvpn/portforwarded' }
  if (older.kind === 'failed') return problemOf(older)
  if (older.status === 301 || older.status === 308) return { problem: MOVED_PORTS_REASON, code: older.status }
  if (older.status === 401) return { problem: UNLISTED_PORTS_REASON, code: 401 }
  return problemOf(older)
}

function portsIn(answer: HttpOutcome): readonly number[] | undefined {
  return answer.kind === 'answer' && answer.status === 200 ? parsePorts(answer.text) : undefined
}

function problemOf(answer: HttpOutcome): PortsAnswer {
  if (answer.kind === 'failed')
    return { problem: `the forwarded port can't be read: ${answer.failure}`, code: null }
  return { problem: `the forwarded port can't be read: ${strangeAnswer(answer)}`, code: answer.status }
}
