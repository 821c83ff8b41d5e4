// What happens to a VPN container, as journal events.
import type { JournalEvent } from '../../journal/journal-event.ts'
import { NO_PORT_PATIENCE_MS } from '../node/judge.ts'
import type { Moment, NodeState } from '../node/node-state.ts'
import { type Connection, connectionEvents, NEVER_CONNECTED } from './connection-events.ts'
import { at, type VpnEvent } from './vpn-event.ts'

/** What was recorded of a node and what is held back. */
export interface Recorded {
  readonly connection: Connection
  readonly portLossRecorded: boolean
  /** Monotonic ms when it was last recorded as impaired, by state. */
  readonly impairedAtMs: Readonly<Record<string, number>>
}

export const NOTHING_RECORDED: Recorded = {
  connection: NEVER_CONNECTED,
  portLossRecorded: false,
  impairedAtMs: {},
}

/** The same impairment is recorded again after this long at the earliest. */
const IMPAIRED_AGAIN_MS = 600_000

interface Turn {
  readonly recorded: Recorded
  readonly events: readonly VpnEvent[]
}

/** What the step from one state to the next adds to the journal. */
export function eventsAfter(
  before: Recorded,
  was: NodeState,
  node: NodeState,
  now: Moment,
): { readonly recorded: Recorded; readonly events: readonly JournalEvent[] } {
  const { connection, events } = connectionEvents(before.connection, was, node, now)
  const identity = connection.unstable ? [] : identityChange(was, node)
  const port = portTurn({ ...before, connection }, was, node, now)
  const impaired = impairedTurn(port.recorded, node, now)
  const all = [...identity, ...events, ...port.events, ...impaired.events]
  return { recorded: impaired.recorded, events: all.map((event) => ({ event, links: { vpn: node.name } })) }
}

/** The chain VPN -> engine -> stream starts here: another run of the container cuts its engines off. */
function identityChange(before: NodeState, after: NodeState): VpnEvent[] {
  const [was, is] = [before.lastRun, after.lastRun]
  if (!was || !is || (was.id === is.id && was.startedAtMs === is.startedAtMs)) return []
  return was.id === is.id
    ? [{ code: 'vpn.restarted', ...at(after), containerId: is.id, startedAtMs: is.startedAtMs }]
    : [{ code: 'vpn.recreated', ...at(after), containerId: is.id, formerContainerId: was.id }]
}

function portTurn(recorded: Recorded, before: NodeState, after: NodeState, now: Moment): Turn {
  const { noPortSinceMs } = after.tunnel
  const missing = noPortSinceMs !== null && now.elapsedMs - noPortSinceMs > NO_PORT_PATIENCE_MS
  if (missing && !recorded.portLossRecorded)
    return {
      recorded: { ...recorded, portLossRecorded: true },
      events: [{ code: 'vpn.port_missing', ...at(after), lastPort: after.port.last }],
    }
  const { current } = after.port
  if (current === null) return { recorded, events: [] }
  const ports = { port: current, formerPort: before.port.last }
  if (recorded.portLossRecorded)
    return {
      recorded: { ...recorded, portLossRecorded: false },
      events: [{ code: 'vpn.port_back', ...at(after), ...ports }],
    }
  const changed = before.port.last !== null && before.port.last !== current && !recorded.connection.unstable
  return { recorded, events: changed ? [{ code: 'vpn.port_changed', ...at(after), ...ports }] : [] }
}

const IMPAIRED = {
  unauthorized: 'vpn.unauthorized',
  unreachable: 'vpn.unreachable',
  degraded: 'vpn.degraded',
} as const

/** Connected, but not as it should be: recorded once per state and ten minutes. */
function impairedTurn(recorded: Recorded, node: NodeState, now: Moment): Turn {
  const state = impairmentOf(node)
  if (state === null || recorded.connection.unstable) return { recorded, events: [] }
  const lastMs = recorded.impairedAtMs[state]
  if (lastMs !== undefined && now.elapsedMs - lastMs < IMPAIRED_AGAIN_MS) return { recorded, events: [] }
  return {
    recorded: { ...recorded, impairedAtMs: { ...recorded.impairedAtMs, [state]: now.elapsedMs } },
    events: [{ code: IMPAIRED[state], ...at(node) }],
  }
}

/** `degraded` only by Docker's health check: a missing port has events of its own. */
function impairmentOf({ container, verdict: { state, connected } }: NodeState): keyof typeof IMPAIRED | null {
  if (!connected) return null
  if (state === 'unauthorized' || state === 'unreachable') return state
  return state === 'degraded' && container?.health === 'unhealthy' ? 'degraded' : null
}
