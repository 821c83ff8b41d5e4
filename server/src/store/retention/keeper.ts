// retention/: packs old statistics and deletes what has expired, in small steps between other writes.
import type { HistoryKeeper } from '../../history/ports.ts'
import { type TimeTrust, trustTime } from '../../history/time-trust.ts'
import type { Clock } from '../../lib/clock.ts'
import { DomainError } from '../../lib/errors.ts'
import { parseJson } from '../../lib/json.ts'
import type { Live } from '../../lib/live.ts'
import type { Database } from '../database.ts'
import { TIDY_STEPS } from './tidy.ts'

export interface KeeperOptions {
  readonly database: Database
  readonly clock: Pick<Clock, 'elapsedMs'>
  /** How long ended streams and the averages of their hours are kept (STATS_RETENTION_DAYS). */
  readonly statsRetentionDays: Live<number>
}

/** Goes through the steps of `tidy.ts` one call at a time; rests while the store is down. */
export function createHistoryKeeper({ database, clock, statsRetentionDays }: KeeperOptions): HistoryKeeper {
  let next = 0
  let trust: TimeTrust | undefined
  let judgedAt = clock.elapsedMs()

  async function judge(nowMs: number): Promise<TimeTrust> {
    const before = trust ?? (await load(database))
    const elapsedMs = clock.elapsedMs() - judgedAt
    judgedAt += elapsedMs
    trust = trustTime(before, nowMs, elapsedMs)
    save(database, trust)
    return trust
  }

  async function oneStep(nowMs: number): Promise<boolean> {
    const { trustedMs } = next === 0 || !trust ? await judge(nowMs) : trust
    const step = TIDY_STEPS[next] ?? 'packHours'
    const times = { nowMs, trustedMs, statsRetentionDays: statsRetentionDays.get() }
    const more = await database.change('tidy', { step, times })
    if (!more) next = (next + 1) % TIDY_STEPS.length
    return more || next !== 0
  }

  return {
    tidy: async (nowMs, signal) => {
      if (signal.aborted || !database.status().ok) return false
      try {
        return await oneStep(nowMs)
      } catch (error) {
        if (error instanceof DomainError && error.code === 'store_unavailable') return false
        throw error
      }
    },
  }
}

async function load(database: Database): Promise<TimeTrust | undefined> {
  const stored = (await database.select("SELECT value FROM meta WHERE name = 'time_trust'"))[0]?.['value']
  const trust = typeof stored === 'string' ? parseJson(stored) : undefined
  return isTrust(trust) ? trust : undefined
}

function isTrust(value: unknown): value is TimeTrust {
  if (typeof value !== 'object' || value === null) return false
  const { trustedMs, doubtedForMs } = value as Partial<TimeTrust>
  return Number.isFinite(trustedMs) && Number.isFinite(doubtedForMs)
}

function save(database: Database, trust: TimeTrust): void {
  database.record(
    [
      {
        sql: "INSERT OR REPLACE INTO meta (name, value) VALUES ('time_trust', ?)",
        params: [JSON.stringify(trust)],
      },
    ],
    'telemetry',
  )
}
