import { setTimeout as sleep } from 'node:timers/promises'

const WITHIN_MS = 20_000
const STEP_MS = 100

/** Asks again until there is an answer; a refusal while asking counts as none. Throws with what was waited for. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + WITHIN_MS
  let last: unknown
  while (performance.now() < deadline) {
    try {
      const answer = await ask()
      if (answer !== undefined) return answer
    } catch (error) {
      last = error
    }
    await sleep(STEP_MS)
  }
  const why = last instanceof Error ? `: ${last.message}` : ''
  throw new Error(`waited ${WITHIN_MS} ms without success for ${what}${why}`, { cause: last })
}
