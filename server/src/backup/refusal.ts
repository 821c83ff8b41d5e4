import type { Coded, NoParams } from '@acestream-orchestrator/contract/reasons/coded'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'

interface Refusals {
  not_a_backup: NoParams
  /** The file ends before it should. */
  cut_short: NoParams
  /** A checksum is wrong: bytes were changed. */
  damaged: NoParams
  /** `product`: the version that made the backup. */
  newer_format: { format: number; known: number; product: string }
  newer_schema: { schema: number; known: number; product: string }
  newer_contents: { names: readonly string[]; product: string }
  passphrase_missing: NoParams
  passphrase_wrong: NoParams
  disk_full: { neededBytes: number; freeBytes: number }
  /** Another process holds DATA_DIR; in words, with what is known of it. */
  in_use: { holder: string }
  not_lockable: { reason: Reason }
  /** Its copy of the database does not pass SQLite's check, or is another program's. */
  database_damaged: { detail: string }
}

export type RefusalReason = Coded<Refusals>

/** A backup can't be restored. Nothing of the present data was changed. */
export class BackupRefusal extends Error {
  readonly reason: RefusalReason

  constructor(reason: RefusalReason) {
    super(reason.code)
    this.reason = reason
  }
}
