import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { HttpOutcome } from '../http/client.ts'
import { parsePorts } from './answers.ts'
import { strangeAnswer } from './reasons.ts'

/** v3.41 and later, and before it. The newer is tried first. */
export type PortsPath = '/v1/portforward' | '/v1/openvpn/portforwarded'

export type PortsAnswer =
  | { readonly ports: readonly number[]; readonly path: PortsPath }
  | { readonly problem: Reason; readonly code: number | null }

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

/** The old route forwards to the new one, which needs its own line in the role (docs/reference/gluetun.md 2.4). */
function readOlder(older: HttpOutcome): PortsAnswer {
  const ports = portsIn(older)
  if (ports) return { ports, path: '/v1/openvpn/portforwarded' }
  if (older.kind === 'failed') return problemOf(older)
  const { status: code } = older
  if (code === 301 || code === 308) return { problem: { code: 'ports_route_moved' }, code }
  if (code === 401) return { problem: { code: 'ports_route_unlisted' }, code }
  return problemOf(older)
}

function portsIn(answer: HttpOutcome): readonly number[] | undefined {
  return answer.kind === 'answer' && answer.status === 200 ? parsePorts(answer.text) : undefined
}

function problemOf(answer: HttpOutcome): PortsAnswer {
  const reason: Reason =
    answer.kind === 'failed' ? { code: 'no_answer', failure: answer.failure } : strangeAnswer(answer)
  const code = answer.kind === 'failed' ? null : answer.status
  return { problem: { code: 'forwarded_port_unreadable', reason }, code }
}
