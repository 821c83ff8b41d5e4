import { lookAtMachine } from './machine.ts'
import { changesBetween, type Machine } from './machine-changes.ts'
import { FAILED, type Outcome, PASSED, type Part, type Result, summary } from './outcome.ts'

/** What engines and kernel take away only some moments after the last process. */
const SETTLED_WITHIN_MS = 3000

/** Our own signal to the whole group reaches us as well. */
const SAME_SIGNAL_MS = 1000

/**
 * Runs the parts one after the other, prints the summary, and gives the exit code. However they end, the machine is then
 * compared with what it was: what they left or removed is named, and is a failure.
 */
export async function runParts(parts: readonly Part[]): Promise<number> {
  const before = await lookAtMachine()
  const interrupt = onInterrupt()
  const results: Result[] = []
  for (const part of parts) if (!interrupt.happened) results.push(await timed(part))
  results.push(await timed({ name: 'machine', run: () => compare(before) }))
  console.log(summary(results))
  if (interrupt.happened) return 130
  return results.some(({ failed }) => failed > 0) ? 1 : 0
}

/** The first signal ends what runs with us (it is all of one process group), but not us; a later one ends us too. */
function onInterrupt(): { readonly happened: boolean } {
  const interrupt = { happened: false, atMs: 0 }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      const nowMs = performance.now()
      if (interrupt.happened && nowMs - interrupt.atMs > SAME_SIGNAL_MS) process.exit(130)
      if (interrupt.happened) return
      Object.assign(interrupt, { happened: true, atMs: nowMs })
      console.log(`\n${signal}: ending the tests; then the machine is compared`)
      process.kill(0, 'SIGTERM')
    })
  return interrupt
}

async function timed({ name, run: runPart }: Part): Promise<Result> {
  console.log(`\n── ${name} ──`)
  const startedMs = performance.now()
  const outcome = await runPart().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    return FAILED
  })
  return { name, ...outcome, seconds: (performance.now() - startedMs) / 1000 }
}

async function compare(before: Machine): Promise<Outcome> {
  const untilMs = Date.now() + SETTLED_WITHIN_MS
  for (;;) {
    const changes = changesBetween(before, await lookAtMachine())
    if (changes.length === 0) return PASSED
    if (Date.now() > untilMs) {
      console.error(`the tests changed this machine:\n${changes.map((each) => `  ${each}`).join('\n')}`)
      return { passed: 0, failed: changes.length, skipped: [] }
    }
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
