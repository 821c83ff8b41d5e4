// doctor/: what in our surroundings keeps engines from working. Probes (at the edges) bring facts, judges (pure) make
// findings of them, each check for itself; words and cures are made where they are read.
import type { Clock } from '../lib/clock.ts'
import { examine } from './examine.ts'
import { type Report, worstOf } from './finding.ts'
import { type Probes, sharePending } from './ports.ts'

export interface Doctor {
  /** Never rejects. Callers at the same time, and within a few seconds, get the same report. */
  report(): Promise<Report>
}

const PROBE_TIMEOUT_MS = 8_000
/** An impatient person presses twice; what was just mended must show at the next look. */
const VALID_FOR_MS = 3_000

/** `probes`: those of the settings in force, read at each look. */
export function createDoctor(probes: () => Probes, clock: Clock): Doctor {
  const onceAtATime = sharePending()
  let last: { readonly report: Promise<Report>; endedAtMs: number } | undefined

  async function look(): Promise<Report> {
    const startedAtMs = clock.elapsedMs()
    const findings = await examine(onceAtATime(probes()), clock, PROBE_TIMEOUT_MS)
    return {
      createdAtMs: clock.now(),
      durationMs: clock.elapsedMs() - startedAtMs,
      verdict: worstOf(findings),
      findings,
    }
  }

  return {
    report: () => {
      if (last !== undefined && clock.elapsedMs() - last.endedAtMs < VALID_FOR_MS) return last.report
      const current = { report: look(), endedAtMs: Number.POSITIVE_INFINITY }
      void current.report.then(() => {
        current.endedAtMs = clock.elapsedMs()
      })
      last = current
      return current.report
    },
  }
}
