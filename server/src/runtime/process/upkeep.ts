import { release } from 'node:os'
import { join } from 'node:path'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Clock } from '../../lib/clock.ts'
import { DomainError, messageOf, reasonOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import { same } from '../../lib/same.ts'
import type { RuntimeStatus } from '../../provisioning/ports.ts'
import { LOG_FILE, rotateLog } from './log-file.ts'
import type { RecordStore } from './record-store.ts'
import type { Supervisor } from './supervisor.ts'

export interface UpkeepOptions {
  readonly dataDir: string
  readonly store: RecordStore
  readonly supervisor: Pick<Supervisor, 'adopt' | 'noticeEnds'>
  readonly clock: Clock
  readonly log: Logger
}

/** Keeps the records true: read once, and ends that nobody told us of are noticed. */
export interface Upkeep {
  status(): RuntimeStatus
  /** Every call begins here. Rejects with `runtime_unavailable` while the records can't be read. */
  ready(signal: AbortSignal): Promise<void>
  /** The same again and again, with the engines' output kept short; ends by the signal's abort alone. */
  poll(signal: AbortSignal): Promise<never>
}

/** How often processes that are not our children are looked at. */
const POLL_MS = 250

/** Polls between two looks at the size of the output files. */
const POLLS_PER_ROTATION = 20

export function createUpkeep({ dataDir, store, supervisor, clock, log }: UpkeepOptions): Upkeep {
  let status = { reachable: true, reason: null as Reason | null, sinceMs: clock.now() }
  let loading: Promise<void> | undefined

  function setReason(reason: Reason | null): void {
    const sinceMs = same(reason, status.reason) ? status.sinceMs : clock.now()
    status = { reachable: reason === null, reason, sinceMs }
  }

  async function load(): Promise<void> {
    try {
      await store.load()
      await supervisor.adopt()
      setReason(null)
    } catch (error) {
      loading = undefined // the next call tries again
      const failed = { code: 'runtime_call_failed', call: 'read_records', subject: dataDir } as const
      const reason: Reason = { ...failed, reason: reasonOf(error) }
      setReason(reason)
      throw new DomainError('runtime_unavailable', reason, { cause: error })
    }
  }

  async function ready(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    loading ??= load()
    await loading
    supervisor.noticeEnds()
  }

  return {
    status: () => ({ kind: 'process', version: `Linux ${release()}`, ...status }),
    ready,
    poll: async (signal) => {
      for (let polls = 1; ; polls++) {
        await clock.sleep(POLL_MS, signal)
        await ready(signal).catch(() => {}) // the status tells, and the next poll tries again
        if (polls % POLLS_PER_ROTATION === 0) await rotateAll(store, log)
      }
    },
  }
}

async function rotateAll(store: RecordStore, log: Logger): Promise<void> {
  for (const { id, name } of store.all())
    await rotateLog(join(store.directoryOf(id), LOG_FILE)).catch((error: unknown) => {
      log.warn({ engine: name, reason: messageOf(error) }, 'the output of an engine cannot be rotated')
    })
}
