import { createHttpClient } from '../../http/client.ts'
import type { Clock } from '../../lib/clock.ts'

const TIMEOUT_MS = 3_000
const LONGEST_BYTES = 64 * 1024

export interface Compared {
  readonly driftMs: number
  readonly withinMs: number
}

/** A `Date` header has whole seconds (RFC 9110, 5.6.7). */
const RESOLUTION_MS = 1000

/** Our clock against the `Date` of whatever this server answers; null where it tells none. */
export async function compareWithServer(
  origin: string,
  path: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<Compared | null> {
  const startedAtMs = clock.elapsedMs()
  const outcome = await ask(origin, path, signal)
  const tookMs = clock.elapsedMs() - startedAtMs
  const toldMs = outcome.kind === 'answer' ? Date.parse(outcome.headers.date ?? '') : Number.NaN
  if (Number.isNaN(toldMs)) return null
  return {
    driftMs: clock.now() - tookMs / 2 - (toldMs + RESOLUTION_MS / 2),
    withinMs: tookMs / 2 + RESOLUTION_MS / 2,
  }
}

/** Whether it is an orchestrator that answers there. */
export async function isOrchestrator(origin: string, signal: AbortSignal): Promise<boolean> {
  const outcome = await ask(origin, '/healthz', signal)
  return outcome.kind === 'answer' && outcome.status === 200 && /^\{"status":"ok"\}/.test(outcome.text)
}

async function ask(origin: string, path: string, signal: AbortSignal) {
  const client = createHttpClient({ keepAliveMs: 0, longestBytes: LONGEST_BYTES })
  try {
    return await client.request({ method: 'GET', origin, path, timeoutMs: TIMEOUT_MS }, signal)
  } finally {
    await client.close()
  }
}
