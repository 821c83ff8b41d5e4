import type { Stream } from '../stream.ts'

/** A reporter waits 3 s for our answer before it may report an end again (test/clients/acexy-fork.ts). */
const LATE_END_MS = 5_000

export interface EndedPlay {
  readonly stream: Stream
  /** Monotonic milliseconds since it ended. */
  readonly endedForMs: number
}

/**
 * An end event names no session, so under an id that is used again it may be about the play before: a repeat of its end,
 * or the report of an end that we knew already. Answers that play; undefined where the running one is meant. In doubt the
 * running one goes on: if it has ended, its engine says so at the next reading, but a viewer taken for gone is not found again.
 *
 * @param earlier the ended plays under its id, the latest last
 * @param namedEngineId the engine that the event names, if any
 */
export function lateEndOf(
  running: Stream,
  earlier: readonly EndedPlay[],
  namedEngineId: string | undefined,
): Stream | undefined {
  const before = earlier.filter(({ stream }) => isOver(stream, running))
  const isElsewhere = namedEngineId !== undefined && namedEngineId !== running.engineId
  if (isElsewhere) return before.findLast(({ stream }) => stream.engineId === namedEngineId)?.stream
  return before.findLast(
    ({ stream, endedForMs }) =>
      endedForMs <= LATE_END_MS && (namedEngineId === undefined || stream.engineId === namedEngineId),
  )?.stream
}

/** It had ended when this one began, or because this one did. Of two that ran side by side each has its own end. */
function isOver(earlier: Stream, running: Stream): boolean {
  return earlier.replacedBy?.id === running.id || (earlier.endedAtMs ?? Infinity) < running.startedAtMs
}
