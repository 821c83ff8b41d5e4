import type { DoctorReport } from '@acestream-orchestrator/contract/doctor'
import type { CodedFinding } from '@acestream-orchestrator/contract/reasons/finding'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { hideUrlCredentials } from '../../config/redact.ts'
import type { Report } from '../../doctor/finding.ts'
import { redactReason } from '../../vpn/redact.ts'
import { commandFor, type Here } from '../../wording/doctor/command.ts'
import { cureSentence } from '../../wording/doctor/cure.ts'
import { findingSentence } from '../../wording/doctor/message.ts'
import { iso } from './time.ts'

export interface Examined extends Here {
  readonly version: string
  /** Node, system and processor. */
  readonly platform: string
}

export function doctorReport(report: Report, about: Examined): DoctorReport {
  return {
    version: about.version,
    platform: about.platform,
    created_at: iso(report.createdAtMs),
    duration_ms: Math.round(report.durationMs),
    verdict: report.verdict,
    findings: report.findings.map(({ check, verdict, found: given }) => {
      const found = withoutCredentials(given)
      const { code, ...params } = found
      return {
        check,
        code,
        verdict,
        message: findingSentence(found),
        params,
        cure: cureSentence(found),
        command: commandFor(found, about),
      }
    }),
  }
}

/** DOCKER_HOST and the like may carry a user's name and password. */
function withoutCredentials(found: CodedFinding): CodedFinding {
  return redactReason(found as unknown as Reason, hideUrlCredentials) as unknown as CodedFinding
}
