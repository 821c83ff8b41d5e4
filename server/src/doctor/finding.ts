import type { CheckId, CodedFinding } from '@acestream-orchestrator/contract/reasons/finding'

export type Verdict = 'ok' | 'info' | 'warning' | 'error'

export interface Finding {
  readonly check: CheckId
  readonly verdict: Verdict
  /** What was found, as code and parameters. */
  readonly found: CodedFinding
}

export interface Report {
  readonly createdAtMs: number
  readonly durationMs: number
  /** The worst of all findings. */
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
}

/** What a judge says of its facts: the check's name is added by whoever asked it. */
export type Judged = Pick<Finding, 'verdict' | 'found'>

export const ok = (found: CodedFinding): Judged => ({ verdict: 'ok', found })
export const info = (found: CodedFinding): Judged => ({ verdict: 'info', found })
export const warning = (found: CodedFinding): Judged => ({ verdict: 'warning', found })
export const error = (found: CodedFinding): Judged => ({ verdict: 'error', found })

const BY_WEIGHT: readonly Verdict[] = ['ok', 'info', 'warning', 'error']

export function worstOf(findings: readonly Pick<Finding, 'verdict'>[]): Verdict {
  const weights = findings.map(({ verdict }) => BY_WEIGHT.indexOf(verdict))
  return BY_WEIGHT[Math.max(0, ...weights)] ?? 'ok'
}
