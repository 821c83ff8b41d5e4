import type { LogLine, LogOptions } from '../../server/src/engines/ports.ts'
import type { Clock } from '../../server/src/lib/clock.ts'

const FIRST_LINES = 20
const STEP_MS = 1000

/** A container's log: twenty lines at its first reading and one a second from then on, the same for whoever reads later. */
export function containerLog(clock: Clock) {
  let startedAtMs: number | undefined
  const written = () => FIRST_LINES + Math.floor((clock.now() - (startedAtMs ?? clock.now())) / STEP_MS)
  const timeOf = (n: number) => (startedAtMs ?? 0) + Math.max(0, n - FIRST_LINES) * STEP_MS
  const line = (n: number): LogLine => ({
    atMs: timeOf(n),
    stream: 'stdout',
    text: `\u001b[32mINFO\u001b[0m acestream: line ${n} <b>not bold</b>`,
  })
  return async function* read(options: LogOptions, signal: AbortSignal): AsyncIterable<LogLine> {
    startedAtMs ??= clock.now()
    const { tail = Number.POSITIVE_INFINITY, sinceMs = 0, follow } = options
    let n = Math.max(1, written() - tail + 1)
    for (;;) {
      for (; n <= written(); n++) if (timeOf(n) >= sinceMs) yield line(n)
      if (!follow) return
      await clock.sleep(STEP_MS / 4, signal)
    }
  }
}
