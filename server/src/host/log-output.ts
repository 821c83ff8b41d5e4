// This machine as a process finds it: where the log goes, the data folder, memory.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { type BackoffLimits, backoffMs } from '../lib/backoff.ts'
import { createBacklog, type Gap } from './backlog.ts'
import { nonBlocking, writeSome } from './descriptor.ts'

export interface LogStatus {
  /** False while lines are being dropped. */
  readonly ok: boolean
  readonly reason: Reason | null
  /** Lines dropped since the start. */
  readonly dropped: number
}

/**
 * Writes lines to a descriptor and never waits for whoever reads it: what isn't taken at once is kept up to a limit,
 * and new lines beyond it are dropped and counted, so that the oldest ones, which show how it began, stay whole.
 */
export interface LogOutput {
  write(line: string): void
  status(): LogStatus
  /** Calls back for each gap, at the place of the log where the lines are missing. */
  onGap(listener: (gap: Gap) => void): void
  /** For the end of the process: waits for the reader, at most so long. */
  flushSync(withinMs: number): void
}

export interface LogOutputOptions {
  readonly descriptor: number
  readonly limitBytes?: number
}

const LIMIT_BYTES = 1024 * 1024
/** Asks again whether the reader takes more: often while it does, seldom once it has been gone for a while. */
const RETRY: BackoffLimits = { firstMs: 20, longestMs: 500 }
const FLUSH_PAUSE_MS = 10

export function createLogOutput({ descriptor, limitBytes = LIMIT_BYTES }: LogOutputOptions): LogOutput {
  const target = nonBlocking(descriptor)
  const backlog = createBacklog(limitBytes, Date.now)
  let fault: Reason | null = null
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let onGap: (gap: Gap) => void = () => {}

  function pump(): void {
    const all = backlog.all()
    const written = writeSome(target, all)
    fault = written.fault
    failures = written.bytes > 0 ? 0 : failures + 1
    const closed = backlog.keep(all.subarray(written.bytes))
    if (closed) onGap(closed)
    schedule()
  }

  function schedule(): void {
    if (timer || backlog.bytes === 0) return
    const later = () => {
      timer = undefined
      pump()
    }
    timer = setTimeout(later, backoffMs(failures + 1, RETRY)).unref()
  }

  return {
    write: (line) => {
      const isFirst = backlog.bytes === 0
      if (backlog.add(Buffer.from(line)) && isFirst) pump()
    },
    status: () => statusOf(backlog.gap, backlog.dropped, fault),
    onGap: (listener) => {
      onGap = listener
    },
    flushSync: (withinMs) => {
      const untilMs = performance.now() + withinMs
      for (pump(); backlog.bytes > 0 && performance.now() < untilMs; pump()) pause(FLUSH_PAUSE_MS)
    },
  }
}

function statusOf(gap: Gap | null, dropped: number, fault: Reason | null): LogStatus {
  if (gap === null) return { ok: true, reason: null, dropped }
  const reason = fault ?? { code: 'log_read_slowly' }
  return { ok: false, reason: { code: 'log_lines_dropped', reason, sinceMs: gap.sinceMs }, dropped }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
