import { constants, fstatSync, openSync, writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'

/** How much the reader took, and why not all of it. */
export interface Written {
  readonly bytes: number
  readonly fault: Reason | null
}

/** Writes what fits now. Never throws. */
export function writeSome(descriptor: number, bytes: Buffer): Written {
  try {
    return { bytes: writeSync(descriptor, bytes), fault: null }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const fault: Reason =
      code === 'EAGAIN' ? { code: 'log_not_read' } : { code: 'log_not_writable', errorCode: `${code}` }
    return { bytes: 0, fault }
  }
}

/**
 * The same pipe or terminal, opened again so that a full one answers EAGAIN; the descriptor we were given may be
 * shared with the shell that started us, and stays as it is. A socket can't be opened again, nor a pipe of another
 * user: Node switches the descriptor itself over when it takes it as `process.stdout`. A blocking write is no way
 * out, not even in a thread: the process could not end before it returns.
 */
export function nonBlocking(descriptor: number): number {
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
