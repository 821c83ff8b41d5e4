import { setTimeout as sleep } from 'node:timers/promises'
import type { Session } from './answers.ts'
import type { EngineApi } from './engine-api.ts'

/** An engine that does not answer may be busy. The last one goes on. */
const RETRY_AFTER_MS = [500, 1000, 2000, 4000, 8000] as const
const LAST_MS = 8000

/** Stops the session; repeats that until the engine confirms it or `isGone` says that there is no such engine. */
export async function stopSession(
  api: Pick<EngineApi, 'stop'>,
  session: Session,
  isGone: () => boolean,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<void> {
  for (let tries = 0; !(await api.stop(session)) && !isGone(); tries++)
    await wait(RETRY_AFTER_MS[tries] ?? LAST_MS)
}
