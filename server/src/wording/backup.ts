import type { BackupReasons } from '@acestream-orchestrator/contract/reasons/backup'
import type { Wording } from './wording.ts'

const MB = 1_000_000

export const backupWording: Wording<BackupReasons> = {
  backup_running: () => 'another backup is being made: try again when it is done',
  backup_disk_full: ({ neededBytes, freeBytes }) =>
    `a backup needs ${megabytes(neededBytes)} free on the disk of DATA_DIR, which has ${megabytes(freeBytes)}: free some space`,
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / MB).toLocaleString('en')} MB`
}
