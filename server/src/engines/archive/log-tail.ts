import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Clock } from '../../lib/clock.ts'
import { reasonOf } from '../../lib/errors.ts'
import type { ContainerReader } from '../ports.ts'

const LINES = 200
const LONGEST_LINE = 1_000
/** A removal is delayed by this much at most. */
const WITHIN_MS = 1_000

/** The last lines that an engine wrote, or why there are none. */
export interface Tail {
  /** Oldest first. */
  readonly lines: readonly string[]
  /** Null where there are some. */
  readonly missing: Reason | null
}

/** Reads what a container wrote last; resolves within a second with as much as came until then. Never rejects. */
export async function readTail(reader: ContainerReader, clock: Clock, id: string): Promise<Tail> {
  const reading = new AbortController()
  const waiting = new AbortController()
  const lines: string[] = []

  async function read(): Promise<Reason | null> {
    try {
      for await (const { text } of reader.logs(id, { tail: LINES, follow: false }, reading.signal)) {
        lines.push(text.slice(0, LONGEST_LINE))
        if (lines.length > LINES) lines.shift() // a runtime that gives more than it was asked for
      }
      return { code: 'nothing_written' }
    } catch (error) {
      return reasonOf(error)
    }
  }

  const tooLate = clock.sleep(WITHIN_MS, waiting.signal).then(
    (): Reason => ({ code: 'log_read_too_slowly', withinMs: WITHIN_MS }),
    () => null,
  )
  const missing = await Promise.race([read(), tooLate])
  reading.abort()
  waiting.abort()
  return { lines: [...lines], missing: lines.length > 0 ? null : missing }
}
