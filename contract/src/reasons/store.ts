import type { NoParams } from './coded.ts'
import type { Reason } from './reason.ts'

/** A file as reasons name it, e.g. `DATA_DIR/acestream-orchestrator.sqlite`: where DATA_DIR lies is for the log only. */
interface File {
  file: string
}

interface SqliteFile extends File {
  /** SQLite's result code (https://sqlite.org/rescode.html). */
  sqliteCode: number
}

/** Why the database can't be used, and what helps; and why our log loses lines. */
export interface StoreReasons {
  store_not_open: NoParams
  store_closing: NoParams
  store_closed: NoParams
  store_locked: SqliteFile
  store_out_of_memory: SqliteFile
  store_read_only: SqliteFile
  store_disk_errors: SqliteFile
  store_disk_full: SqliteFile
  store_not_openable: SqliteFile
  store_damaged: SqliteFile
  store_tables_damaged: File & { tables: readonly string[] }
  store_replaced: File
  store_of_another_program: File
  /** `copy`: the copy that was made before the newer version changed the file. */
  store_of_newer_version: File & { schema: number; known: number; copy: string | null }
  store_system_error: File & { text: string; syscall: string; errorCode: string }
  /** `copy`: under which name it was put aside. */
  document_damaged: File & { copy: string }
  document_of_newer_version: File & { version: number; known: number }
  document_not_readable: File & { errorCode: string }
  document_not_writable: File & { errorCode: string }
  file_system_without_locks: { fileSystem: string }
  store_fault: NoParams
  disk_not_answering: { forMs: number }
  storage_thread_ended: NoParams
  too_many_reads: NoParams
  reading_store: { reason: Reason }
  writing_store: { reason: Reason }
  log_not_read: NoParams
  log_read_slowly: NoParams
  log_not_writable: { errorCode: string }
  /** `sinceMs`: Unix time. */
  log_lines_dropped: { reason: Reason; sinceMs: number }
}
