import type { HealthProber, Probe } from '../../server/src/health/ports.ts'
import type { Address } from '../../server/src/lib/address.ts'
import type { Clock } from '../../server/src/lib/clock.ts'

export interface FakeProber extends HealthProber {
  readonly asked: { readonly port: number; readonly atMs: number }[]
  /** Engines on these ports accept and never answer. */
  readonly hung: Set<number>
  readonly refused: Set<number>
  /** Something that is no engine answers on these ports. */
  readonly foreign: Set<number>
  /** How long engines on these ports take to answer; 3 ms where nothing is said. No time goes by meanwhile. */
  readonly latencies: Map<number, number>
}

/** Engines that answer immediately, hang until the timeout, or refuse. */
export function createFakeProber(clock: Clock): FakeProber {
  const asked: { port: number; atMs: number }[] = []
  const hung = new Set<number>()
  const refused = new Set<number>()
  const foreign = new Set<number>()
  const latencies = new Map<number, number>()
  return {
    asked,
    hung,
    refused,
    foreign,
    latencies,
    probe: async (address: Address, timeoutMs: number, signal: AbortSignal): Promise<Probe> => {
      asked.push({ port: address.port, atMs: clock.elapsedMs() })
      if (refused.has(address.port))
        return {
          ok: false,
          latencyMs: 1,
          reason: { code: 'connection_refused', address: `${address.host}:${address.port}` },
        }
      if (foreign.has(address.port))
        return { ok: false, latencyMs: 1, reason: { code: 'not_json', text: '<html>' }, foreign: true }
      if (!hung.has(address.port))
        return { ok: true, latencyMs: latencies.get(address.port) ?? 3, version: '3.2.11' }
      await clock.sleep(timeoutMs, signal)
      return { ok: false, latencyMs: timeoutMs, reason: { code: 'probe_timeout', timeoutMs } }
    },
  }
}
