import { setTimeout as sleep } from 'node:timers/promises'
import type { Session } from './answers.ts'
import type { EngineApi } from './engine-api.ts'

/** An engine that does not answer may be busy; one that has not answered for so long is the orchestrator's to judge. */
const RETRY_AFTER_MS = [500, 1000, 2000, 4000, 8000]

/** Stops the session and makes sure of it. False: the engine confirmed nothing. */
export async function stopSession(api: Pick<EngineApi, 'stop'>, session: Session): Promise<boolean> {
  for (const retryAfterMs of RETRY_AFTER_MS) {
    if (await api.stop(session)) return true
    await sleep(retryAfterMs)
  }
  return api.stop(session)
}
