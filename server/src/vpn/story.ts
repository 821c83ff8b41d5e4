import type { PlainEvent } from '../journal/journal-event.ts'
import { NO_PORT_PATIENCE_MS } from './node.ts'
import type { Moment, NodeState } from './node-state.ts'

/** What has been told of a node and what is held back, so that a blip is one entry and a flapping VPN not a storm. */
export interface Story {
  /** It was connected at some time since we look. */
  readonly wasConnected: boolean
  /** Since when it has not been connected; null while it is. */
  readonly lostSince: Moment | null
  readonly lossTold: boolean
  /** Losses since it was last up for `STABLE_MS`; the first of them. */
  readonly losses: number
  readonly firstLoss: Moment | null
  readonly connectedSinceMs: number | null
  /** It keeps dropping: that was told, and until it is stable nothing else is. */
  readonly unstable: boolean
  readonly portLossTold: boolean
  /** Monotonic ms when this kind of half-trouble was last told. */
  readonly impairedTold: Readonly<Record<string, number>>
}

export type Telling = PlainEvent

/** A loss by Gluetun's own words is often over by now; a dead container is told at once. */
const LOSS_PATIENCE_MS = 5000
/** Connected for so long, it counts as stable again. */
const STABLE_MS = 60_000
/** The loss with which it counts as unstable. */
const UNSTABLE_LOSSES = 3
/** An unstable VPN that stays away for so long is lost. */
const UNSTABLE_GONE_MS = 30_000
/** The same half-trouble is told again after this long at the earliest. */
const IMPAIRED_AGAIN_MS = 600_000

export const NEW_STORY: Story = {
  wasConnected: false,
  lostSince: null,
  lossTold: false,
  losses: 0,
  firstLoss: null,
  connectedSinceMs: null,
  unstable: false,
  portLossTold: false,
  impairedTold: {},
}

interface Turn {
  readonly story: Story
  readonly tell: readonly Telling[]
}

/** What the step from one state to the next adds to the journal. */
export function continueStory(story: Story, before: NodeState, after: NodeState, now: Moment): Turn {
  const turn = after.verdict.connected
    ? whileConnected(story, before, after, now)
    : whileLost(story, after, now)
  const identity = turn.story.unstable ? [] : identityChange(before, after)
  const port = portTurn(turn.story, before, after, now)
  const impaired = impairedTurn(port.story, after, now)
  return { story: impaired.story, tell: [...identity, ...turn.tell, ...port.tell, ...impaired.tell] }
}

function whileLost(before: Story, node: NodeState, now: Moment): Turn {
  const story = before.lostSince === null ? withLoss(before, now) : before
  const lostForMs = now.elapsedMs - (story.lostSince?.elapsedMs ?? now.elapsedMs)
  if (story.unstable) return whileUnstable(story, node, lostForMs)
  if (story.losses >= UNSTABLE_LOSSES)
    return { story: { ...story, unstable: true }, tell: [unstable(node, story, now)] }
  if (story.lossTold || (lostForMs < LOSS_PATIENCE_MS && !isDead(node))) return { story, tell: [] }
  return { story: { ...story, lossTold: true }, tell: [lost(node, story)] }
}

function withLoss(story: Story, now: Moment): Story {
  return {
    ...story,
    lostSince: now,
    lossTold: false,
    connectedSinceMs: null,
    losses: story.losses + 1,
    firstLoss: story.firstLoss ?? now,
  }
}

function whileUnstable(story: Story, node: NodeState, lostForMs: number): Turn {
  if (lostForMs < UNSTABLE_GONE_MS) return { story, tell: [] }
  return {
    story: { ...story, unstable: false, losses: 1, firstLoss: story.lostSince, lossTold: true },
    tell: [lost(node, story)],
  }
}

function isDead({ container, verdict }: NodeState): boolean {
  return container?.status !== 'running' || verdict.state === 'crashed'
}

function whileConnected(before: Story, was: NodeState, node: NodeState, now: Moment): Turn {
  if (before.lostSince !== null) return comeBack(before, node, now)
  const connectedSinceMs = before.connectedSinceMs ?? now.elapsedMs
  const story = { ...before, connectedSinceMs, wasConnected: true }
  if (now.elapsedMs - connectedSinceMs >= STABLE_MS && story.losses > 0)
    return {
      story: { ...story, losses: 0, firstLoss: null, unstable: false },
      tell: story.unstable ? [stable(node, story, now)] : [],
    }
  const quiet = story.unstable || node.reconnectedAtMs === was.reconnectedAtMs
  return { story, tell: quiet ? [] : [reconnected(node, was, null)] }
}

function comeBack(before: Story, node: NodeState, now: Moment): Turn {
  const awayMs = now.elapsedMs - (before.lostSince?.elapsedMs ?? now.elapsedMs)
  const story = {
    ...before,
    lostSince: null,
    lossTold: false,
    connectedSinceMs: now.elapsedMs,
    wasConnected: true,
  }
  if (!before.wasConnected) return firstConnection(before, story, node)
  if (story.unstable) return { story, tell: [] }
  return { story, tell: [before.lossTold ? recovered(node, awayMs) : reconnected(node, null, awayMs)] }
}

/** Being found connecting at our own start is no loss. */
function firstConnection(before: Story, after: Story, node: NodeState): Turn {
  const told = before.lossTold
    ? [entry(node, 'connected', `is connected${withIp(node)}`, { public_ip: ipOf(node) })]
    : []
  return { story: { ...after, losses: 0, firstLoss: null, unstable: false }, tell: told }
}

function entry(
  node: NodeState,
  category: string,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): Telling {
  return {
    type: 'vpn',
    category,
    message: `VPN ${node.name} ${message}`,
    details: { container: node.name, state: node.verdict.state, reason: node.verdict.reason, ...details },
    engineId: null,
    streamId: null,
  }
}

function lost(node: NodeState, story: Story): Telling {
  return entry(node, 'disconnected', `is not connected: ${node.verdict.reason}`, {
    since: isoOrNull(story.lostSince),
  })
}

function recovered(node: NodeState, awayMs: number): Telling {
  return entry(node, 'connected', `is connected again after ${seconds(awayMs)}${withIp(node)}`, {
    away_seconds: Math.round(awayMs / 1000),
    public_ip: ipOf(node),
  })
}

function reconnected(node: NodeState, was: NodeState | null, awayMs: number | null): Telling {
  const former = was && ipOf(was)
  const from = former !== null && former !== ipOf(node) ? ` (it was ${former})` : ''
  const within = awayMs === null ? '' : ` within ${seconds(awayMs)}`
  return entry(node, 'reconnected', `reconnected${within}${withIp(node)}${from}`, { public_ip: ipOf(node) })
}

function unstable(node: NodeState, story: Story, now: Moment): Telling {
  const sinceMs = now.elapsedMs - (story.firstLoss?.elapsedMs ?? now.elapsedMs)
  return entry(
    node,
    'unstable',
    `keeps dropping: ${story.losses} times in ${seconds(sinceMs)}, last because ${node.verdict.reason}. Further drops are counted, not listed`,
    { losses: story.losses },
  )
}

function stable(node: NodeState, story: Story, now: Moment): Telling {
  const overMs = now.elapsedMs - (story.firstLoss?.elapsedMs ?? now.elapsedMs)
  return entry(
    node,
    'stable',
    `is stable again after ${story.losses} drops in ${seconds(overMs)}${withIp(node)}`,
    {
      losses: story.losses,
      public_ip: ipOf(node),
    },
  )
}

/** The chain VPN -> engine -> stream starts here: another run of the container cuts its engines off. */
function identityChange(before: NodeState, after: NodeState): Telling[] {
  const [was, is] = [before.lastRun, after.lastRun]
  if (!was || !is || (was.id === is.id && was.startedAtMs === is.startedAtMs)) return []
  if (was.id !== is.id)
    return [
      entry(after, 'recreated', 'was recreated: engines in its old network are recreated', {
        container_id: is.id,
        former_container_id: was.id,
      }),
    ]
  return [
    entry(after, 'restarted', 'was restarted: engines in its network are restarted too', {
      container_id: is.id,
      started_at: is.startedAtMs === null ? null : new Date(is.startedAtMs).toISOString(),
    }),
  ]
}

function portTurn(story: Story, before: NodeState, after: NodeState, now: Moment): Turn {
  const { noPortSinceMs } = after.tunnel
  const missing = noPortSinceMs !== null && now.elapsedMs - noPortSinceMs > NO_PORT_PATIENCE_MS
  if (missing && !story.portLossTold)
    return {
      story: { ...story, portLossTold: true },
      tell: [
        entry(after, 'port_missing', 'has no forwarded port though forwarding is on', {
          last_port: after.port.last,
        }),
      ],
    }
  const { current } = after.port
  if (current === null) return { story, tell: [] }
  const details = { port: current, former_port: before.port.last }
  if (story.portLossTold)
    return {
      story: { ...story, portLossTold: false },
      tell: [entry(after, 'port_back', `has a forwarded port again: ${current}`, details)],
    }
  const changed = before.port.last !== null && before.port.last !== current && !story.unstable
  const message = `has another forwarded port: ${current} (it was ${before.port.last})`
  return { story, tell: changed ? [entry(after, 'port_changed', message, details)] : [] }
}

/** Connected, but not as it should be: told once per kind and ten minutes. */
function impairedTurn(story: Story, node: NodeState, now: Moment): Turn {
  const { state, connected, reason } = node.verdict
  const isImpaired = connected && (state === 'unauthorized' || state === 'unreachable' || isUnhealthy(node))
  const toldMs = story.impairedTold[state]
  if (!isImpaired || story.unstable || (toldMs !== undefined && now.elapsedMs - toldMs < IMPAIRED_AGAIN_MS))
    return { story, tell: [] }
  return {
    story: { ...story, impairedTold: { ...story.impairedTold, [state]: now.elapsedMs } },
    tell: [entry(node, state, `is connected, but ${reason}`)],
  }
}

function isUnhealthy({ container }: NodeState): boolean {
  return container?.health === 'unhealthy'
}

function ipOf({ control }: NodeState): string | null {
  return control?.kind === 'ok' ? control.publicIp : null
}

function withIp(node: NodeState): string {
  const ip = ipOf(node)
  return ip === null ? '' : ` as ${ip}`
}

function isoOrNull(moment: Moment | null): string | null {
  return moment && new Date(moment.wallMs).toISOString()
}

function seconds(ms: number): string {
  const whole = Math.round(ms / 1000)
  if (whole < 120) return `${whole} s`
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}
