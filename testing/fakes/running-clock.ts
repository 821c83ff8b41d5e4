import { type ManualClock, manualClock } from './manual-clock.ts'

/** A manual clock that also goes on by itself, so that a page sees time pass; `advance` moves it ahead of real time. */
export interface RunningClock extends ManualClock {
  stop(): void
}

const TICK_MS = 20

export function runningClock(startMs: number): RunningClock {
  const clock = manualClock(startMs)
  let realMs = performance.now()
  let moves = Promise.resolve()
  /** One move at a time: each wakes its sleepers in order. */
  const advance = (ms: number): Promise<void> => {
    moves = moves.then(() => clock.advance(ms))
    return moves
  }
  let isMoving = false
  const timer = setInterval(async () => {
    if (isMoving) return
    isMoving = true
    const passedMs = Math.floor(performance.now() - realMs) // whole ones: a sleep of a fraction would never end
    realMs += passedMs
    await advance(passedMs)
    isMoving = false
  }, TICK_MS)
  return { ...clock, advance, stop: () => clearInterval(timer) }
}
