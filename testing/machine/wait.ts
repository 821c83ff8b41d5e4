import { setTimeout as delay } from 'node:timers/promises'

/** Looks again and again until there is something, for `withinMs` at most; then fails with what was waited for. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 10_000,
): Promise<T> {
  for (const untilMs = Date.now() + withinMs; Date.now() < untilMs; await delay(20)) {
    const found = await look()
    if (found) return found
  }
  throw new Error(`not within ${withinMs} ms: ${what}`)
}

/** Whether the test engine answers there. */
export async function answers(host: string, port: number): Promise<boolean> {
  const answer = await fetch(`http://${host}:${port}/`, { signal: AbortSignal.timeout(2000) }).catch(
    () => undefined,
  )
  return answer !== undefined && (await answer.text()) === 'ok'
}
