// alerts/: who is told what of incidents, and when. `rules` say it, `announce` decides at each look (pure), `delivery` brings messages to
// notifiers, `book` keeps notifiers and rules.
import type { Incidents } from '../incidents/watch.ts'
import type { Clock } from '../lib/clock.ts'
import { startLoop } from '../lib/loop.ts'
import { announce } from './announce/announce.ts'
import { type TellingState, type Told, tellingStateOf } from './announce/told.ts'
import type { DeliverySystem } from './delivery/delivery.ts'
import type { AlertMemory, AlertStore } from './ports.ts'
import type { AlertRule } from './rules/rule.ts'

export interface AlertsOptions {
  readonly incidents: Pick<Incidents, 'changes' | 'recent'>
  readonly rules: () => readonly AlertRule[]
  /** Ids of those that are switched on. */
  readonly notifiers: () => readonly string[]
  readonly delivery: Pick<DeliverySystem, 'take' | 'setNotifiers' | 'restore'>
  readonly store: AlertStore
  readonly clock: Clock
}

/** Tells people of incidents. Nobody is told before it is known what they were told before our start. */
export interface Alerts {
  /** Rules or notifiers have changed. */
  changed(): void
  /** Goes on with what was stored before our start; null: the store can't be read. */
  restore(memory: AlertMemory | null): void
  stop(): Promise<void>
}

const LONG_REST_MS = 3_600_000
/** Changes within this time share one look. */
const SETTLE_MS = 200

export function startAlerts(options: AlertsOptions): Alerts {
  const { incidents, delivery, store, clock } = options
  let state: TellingState | null = null

  async function look(known: TellingState): Promise<number> {
    const nowMs = clock.now()
    const situation = {
      nowMs,
      rules: options.rules(),
      notifiers: options.notifiers(),
      incidents: incidents.recent(),
    }
    const after = announce(known, situation)
    state = after.state
    const told = [...after.state]
      .filter(([key, each]) => isNews(known.get(key), each))
      .map(([, each]) => each)
    const forgotten = [...known].filter(([key]) => !after.state.has(key)).map(([, each]) => each)
    if (told.length + forgotten.length + after.messages.length > 0)
      await store.keep({ told, forgotten, messages: after.messages })
    delivery.take(after.messages)
    return after.nextMs === null ? LONG_REST_MS : after.nextMs - nowMs
  }

  const loop = startLoop(clock, async (signal) => {
    await clock.sleep(SETTLE_MS, signal)
    return state === null ? LONG_REST_MS : look(state)
  })
  const unsubscribe = incidents.changes.on(loop.wake)

  return {
    changed: () => {
      delivery.setNotifiers(options.notifiers())
      loop.wake()
    },
    restore: (memory) => {
      delivery.restore(memory?.results ?? [])
      delivery.setNotifiers(options.notifiers())
      delivery.take(memory?.outbox ?? [])
      state = new Map([...tellingStateOf(memory?.told ?? []), ...(state ?? [])])
      loop.wake()
    },
    stop: () => {
      unsubscribe()
      return loop.stop()
    },
  }
}

/** What a restart must know; the rest of an incident is read again. */
function isNews(before: Told | undefined, after: Told): boolean {
  if (before === undefined || before.toldAtMs !== after.toldAtMs) return true
  return before.item.count !== after.item.count || before.item.resolvedAtMs !== after.item.resolvedAtMs
}
