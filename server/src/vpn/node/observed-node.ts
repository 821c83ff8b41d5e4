import type { EventRecorder } from '../../journal/journal-event.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Logger } from '../../lib/log.ts'
import { same } from '../../lib/same.ts'
import { eventsAfter, NOTHING_RECORDED } from '../events/events.ts'
import { isSameForOthers } from './look.ts'
import {
  type Moment,
  type NodeState,
  type Observation,
  observe,
  type Port,
  unseenNode,
} from './node-state.ts'

export interface ObservedNodeOptions {
  readonly name: string
  readonly recorder: EventRecorder
  readonly clock: Clock
  readonly logger: Logger
  /** VPN_PORT_WATCHDOG */
  readonly watchdog: () => boolean
  /** After each observation; `changed`: more than its time is different. */
  readonly onLook: (changed: boolean) => void
}

/** The state of one VPN container: what is observed changes it, and each change is recorded, logged and announced. */
export interface ObservedNode {
  state(): NodeState
  /** As if nothing had been seen yet, with the forwarded port that is known from before. */
  reset(port: Port): void
  apply(seen: Observation): void
}

export function createObservedNode(options: ObservedNodeOptions): ObservedNode {
  const { name, clock, logger } = options
  let state = unseenNode(name, momentOf(clock))
  let recorded = NOTHING_RECORDED

  function apply(seen: Observation): void {
    const before = state
    const now = momentOf(clock)
    state = observe(before, seen, now, { watchdog: options.watchdog() })
    const turn = eventsAfter(recorded, before, state, now)
    recorded = turn.recorded
    for (const event of turn.events) options.recorder.record(event)
    logLook(logger, before, state)
    options.onLook(!isSameForOthers(before, state))
  }

  return {
    state: () => state,
    reset: (port) => {
      state = unseenNode(name, momentOf(clock), port)
    },
    apply,
  }
}

function logLook(logger: Logger, before: NodeState, { verdict, runtimeReason }: NodeState): void {
  const fields = { state: verdict.state, reason: verdict.reason, runtimeReason }
  const isChange = verdict.state !== before.verdict.state || !same(runtimeReason, before.runtimeReason)
  if (isChange) logger.info(fields, 'VPN state changed')
  else logger.debug(fields, 'VPN checked')
}

function momentOf(clock: Clock): Moment {
  return { wallMs: clock.now(), elapsedMs: clock.elapsedMs() }
}
