import { constants, fstatSync, openSync, writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { type BackoffLimits, backoffMs } from '../lib/backoff.ts'

export interface LogStatus {
  /** False while lines are being dropped. */
  readonly ok: boolean
  readonly reason: Reason | null
  /** Lines dropped since the start. */
  readonly dropped: number
}

/** Lines that were dropped one after the other. */
export interface Gap {
  readonly lines: number
  readonly sinceMs: number
}

/**
 * Writes lines to a descriptor and never waits for whoever reads it: what isn't taken at once is kept up to a limit,
 * and new lines beyond it are dropped and counted, so that the oldest ones, which tell how it began, stay whole.
 */
export interface LogOutput {
  write(line: string): void
  status(): LogStatus
  /** Is told of each gap at the place of the log where the lines are missing. */
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
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let gap: Gap | null = null
  let dropped = 0
  let fault: Reason | null = null
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let tellGap: (gap: Gap) => void = () => {}

  function drop(): void {
    dropped++
    gap = gap ? { ...gap, lines: gap.lines + 1 } : { lines: 1, sinceMs: Date.now() }
  }

  function keep(bytes: Buffer): void {
    waiting.push(bytes)
    waitingBytes += bytes.length
  }

  function pump(): void {
    const all = waiting.length === 1 && waiting[0] ? waiting[0] : Buffer.concat(waiting)
    const rest = all.subarray(writeSome(all))
    failures = rest.length < all.length ? 0 : failures + 1
    waiting = rest.length > 0 ? [rest] : []
    waitingBytes = rest.length
    if (gap && waitingBytes <= limitBytes / 2) closeGap(gap)
    schedule()
  }

  /** How much of it the reader took. */
  function writeSome(bytes: Buffer): number {
    try {
      const written = writeSync(target, bytes)
      fault = null
      return written
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      fault =
        code === 'EAGAIN' ? { code: 'log_not_read' } : { code: 'log_not_writable', errorCode: `${code}` }
      return 0
    }
  }

  function closeGap(closed: Gap): void {
    gap = null
    tellGap(closed)
  }

  function schedule(): void {
    if (timer || waitingBytes === 0) return
    timer = setTimeout(
      () => {
        timer = undefined
        pump()
      },
      backoffMs(failures + 1, RETRY),
    ).unref()
  }

  return {
    write: (line) => {
      const bytes = Buffer.from(line)
      if (gap || (waitingBytes > 0 && waitingBytes + bytes.length > limitBytes)) return drop()
      keep(bytes)
      if (waiting.length === 1) pump()
    },
    status: () => ({
      ok: gap === null,
      reason: gap && {
        code: 'log_lines_dropped',
        reason: fault ?? { code: 'log_read_slowly' },
        sinceMs: gap.sinceMs,
      },
      dropped,
    }),
    onGap: (listener) => {
      tellGap = listener
    },
    flushSync: (withinMs) => {
      const untilMs = performance.now() + withinMs
      for (pump(); waitingBytes > 0 && performance.now() < untilMs; pump()) pause(FLUSH_PAUSE_MS)
    },
  }
}

/**
 * The same pipe or terminal, opened again so that a full one answers EAGAIN; the descriptor we were given may be
 * shared with the shell that started us, and stays as it is. A socket can't be opened again, nor a pipe of another
 * user: Node switches the descriptor itself over when it takes it as `process.stdout`. A blocking write is no way
 * out, not even in a thread: the process could not end before it returns.
 */
function nonBlocking(descriptor: number): number {
  if (!fstatSync(descriptor).isFIFO() && !isatty(descriptor)) return switchedByNode(descriptor)
  try {
    return openSync(
      `/proc/self/fd/${descriptor}`,
      constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY,
    )
  } catch {
    return switchedByNode(descriptor)
  }
}

function switchedByNode(descriptor: number): number {
  return descriptor === 1 ? process.stdout.fd : descriptor
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
