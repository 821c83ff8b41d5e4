import type { DoctorReport } from '@acestream-orchestrator/contract/doctor'
import type { Report } from '../../doctor/finding.ts'
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
    findings: report.findings.map(({ check, verdict, found }) => {
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
