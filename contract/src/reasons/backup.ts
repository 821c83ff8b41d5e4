import type { NoParams } from './coded.ts'

/** Why no backup is made. */
export interface BackupReasons {
  backup_running: NoParams
  /** `freeBytes`: on the disk of DATA_DIR, where the database is copied first. */
  backup_disk_full: { neededBytes: number; freeBytes: number }
}
