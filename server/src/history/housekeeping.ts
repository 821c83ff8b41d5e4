import type { Clock } from '../lib/clock.ts'
import { type Loop, startLoop } from '../lib/loop.ts'
import type { HistoryKeeper } from './ports.ts'

/** Between two steps of one round: leaves the store to those who wait for it. */
const BREATH_MS = 100
const ROUND_EVERY_MS = 60_000

/** Keeps history tidy in the background: a round of small steps every minute. */
export function startHousekeeping({ clock, keeper }: { clock: Clock; keeper: HistoryKeeper }): Loop {
  return startLoop(clock, async (signal) =>
    (await keeper.tidy(clock.now(), signal)) ? BREATH_MS : ROUND_EVERY_MS,
  )
}
