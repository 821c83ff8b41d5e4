/** The parts of a report that a terminal shows. */
export interface ShownReport {
  readonly version: string
  readonly platform: string
  readonly findings: readonly {
    readonly check: string
    readonly verdict: string
    readonly message: string
    readonly cure: string | null
    readonly command: string | null
  }[]
}

/** What to do stands below what was found; text to paste is indented further. */
export function reportText({ version, platform, findings }: ShownReport): string {
  const width = (pick: (each: ShownReport['findings'][number]) => string) =>
    Math.max(0, ...findings.map((each) => pick(each).length))
  const [verdicts, checks] = [width(({ verdict }) => verdict), width(({ check }) => check)]
  const indent = ' '.repeat(verdicts + checks + 4)
  const lines = findings.flatMap(({ check, verdict, message, cure, command }) => [
    `${verdict.padEnd(verdicts)}  ${check.padEnd(checks)}  ${message}`,
    ...(cure === null ? [] : [`${indent}${cure}${command === null ? '' : ':'}`]),
    ...(command ?? '').split('\n').flatMap((line) => (line === '' ? [] : [`${indent}  ${line}`])),
  ])
  return `Acestream Orchestrator ${version}, ${platform}\n\n${lines.join('\n')}\n`
}
