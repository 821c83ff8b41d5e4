import type { DoctorReport } from '@acestream-orchestrator/contract/doctor'

/**
 * A report to paste into a bug report: in English whatever the page shows, and without the cures, whose commands name
 * folders of this machine.
 */
export function reportText({ version, platform, created_at, findings }: DoctorReport): string {
  const lines = findings.map(
    ({ verdict, check, code, message }) => `| ${verdict} | ${check} | ${code} | ${cell(message)} |`,
  )
  return [
    `Acestream Orchestrator ${version}, ${platform}, ${created_at}`,
    '',
    '| verdict | check | code | found |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n')
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
