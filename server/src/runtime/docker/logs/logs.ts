// logs/: what a container wrote, line by line.
import type { Readable } from 'node:stream'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { ContainerReader, LogLine, LogOptions } from '../../../engines/ports.ts'
import { DomainError, reasonOf } from '../../../lib/errors.ts'
import { callFailed } from '../../common/call-failed.ts'
import { demultiplex, rawFrames } from '../../common/log-frames.ts'
import { logLines } from '../../common/log-lines.ts'
import type { DockerClient } from '../connection/client.ts'
import { isRefusal } from '../connection/refusal.ts'
import type { Containers } from '../containers/containers.ts'
import type { ContainerBody } from '../wire.ts'

const BEGIN_TIMEOUT_MS = 30_000
/** Without `follow` the end comes at once; a stream that stalls before it is given up. */
const SILENCE_MS = 30_000

/**
 * Logs of ours and of the configured VPN containers; any other container is `not_found`. Ends quietly when the
 * signal aborts, also with lines in hand that came in the same piece, or, while following, when the container stops.
 */
export function createLogReader(client: DockerClient, containers: Containers): ContainerReader {
  async function readable(id: string, signal: AbortSignal): Promise<ContainerBody> {
    const body = (await containers.readVpn(id, signal)) ?? (await containers.read(id, signal))
    if (body) return body
    throw new DomainError('not_found', readFailed(id, { code: 'no_such_container' }))
  }

  async function open(id: string, options: LogOptions, signal: AbortSignal): Promise<Readable> {
    try {
      const path = `/containers/${id}/logs`
      const query = queryOf(options)
      const silence = options.follow ? {} : { silenceMs: SILENCE_MS }
      const attempted = { call: 'read_logs', subject: id } as const
      return await client.open(
        { ...attempted, method: 'GET', path, query, timeoutMs: BEGIN_TIMEOUT_MS, ...silence },
        signal,
      )
    } catch (error) {
      if (isRefusal(error, 404, 409))
        throw new DomainError('not_found', readFailed(id, error.reason), { cause: error })
      if (isRefusal(error))
        throw new DomainError('general_error', readFailed(id, error.reason), { cause: error })
      throw error
    }
  }

  async function* logs(id: string, options: LogOptions, signal: AbortSignal): AsyncGenerator<LogLine> {
    try {
      const body = await readable(id, signal)
      const stream = await open(body.Id, options, signal)
      for await (const line of logLines(body.Config?.Tty ? rawFrames(stream) : demultiplex(stream))) {
        if (signal.aborted) return
        yield line
      }
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof DomainError) throw error
      throw new DomainError('runtime_unavailable', readFailed(id, reasonOf(error)), { cause: error })
    }
  }

  return { logs }
}

function readFailed(id: string, reason: Reason): Reason {
  return callFailed({ call: 'read_logs', subject: id }, reason)
}

function queryOf({ tail, sinceMs, follow }: LogOptions): Record<string, string | boolean> {
  return {
    stdout: true,
    stderr: true,
    timestamps: true,
    follow,
    tail: tail === undefined ? 'all' : String(tail),
    ...(sinceMs === undefined ? {} : { since: (sinceMs / 1000).toFixed(3) }),
  }
}
