import { readFileSync } from 'node:fs'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { demultiplex, rawFrames } from '../../../common/log-frames.ts'
import { logLines } from '../../../common/log-lines.ts'
import type { DockerClient } from '../../connection/client.ts'
import type { ContainerBody } from '../../wire.ts'
import { statusOf } from './facts.ts'

/** The command could not be run (126), was not found (127), or the container could not be set up (255). */
const NOT_STARTED: readonly unknown[] = [126, 127, 255]
const TIMEOUT_MS = 3_000
const LONGEST = 200
const REMEMBERED = 200

/**
 * The last line a container wrote that ended because its program could not be run: the exit code alone tells nobody
 * why. Undefined for all others, and where the log can't be read.
 */
export function createLastWords(
  client: Pick<DockerClient, 'open'>,
): (body: ContainerBody, signal: AbortSignal) => Promise<string | undefined> {
  const known = new Map<string, string | undefined>()

  async function lastLine({ Id, Config }: ContainerBody, signal: AbortSignal): Promise<string | undefined> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
    try {
      const stream = await client.open(
        {
          call: 'read_logs',
          subject: Id,
          method: 'GET',
          path: `/containers/${Id}/logs`,
          query: { stdout: true, stderr: true, tail: '5' },
          timeoutMs: TIMEOUT_MS,
        },
        limited,
      )
      let last: string | undefined
      for await (const { text } of logLines(Config?.Tty ? rawFrames(stream) : demultiplex(stream)))
        last = text.trim() || last
      return last?.slice(0, LONGEST)
    } catch {
      signal.throwIfAborted()
      return undefined
    }
  }

  return async (body, signal) => {
    if (statusOf(body) !== 'exited' || !NOT_STARTED.includes(body.State?.ExitCode)) return undefined
    const key = `${body.Id} ${body.State?.FinishedAt}`
    if (!known.has(key)) known.set(key, await lastLine(body, signal))
    const [oldest] = known.keys()
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest)
    return known.get(key)
  }
}

/** Programs built for 4 KiB pages can't be loaded by kernels with larger ones, as on a Raspberry Pi 5 or Asahi Linux. */
export function cureFor(line: string | undefined, pageSize = pageSizeBytes): Reason | null {
  if (line === undefined || !/not page-aligned/i.test(line)) return null
  return { code: 'boot_kernel_with_4_kib_pages', bytes: pageSize() }
}

/** Of the machine we run on; null where it does not say. */
function pageSizeBytes(): number | null {
  try {
    const kib = /^KernelPageSize:\s+(\d+) kB/m.exec(readFileSync('/proc/self/smaps', 'utf8'))?.[1]
    return kib === undefined ? null : Number(kib) * 1024
  } catch {
    return null // not Linux
  }
}
