import type { BackupReasons } from '../../reasons/backup.ts'
import type { Wording } from './wording.ts'

const MB = 1_000_000

export const backupWording: Wording<BackupReasons> = {
  backup_running: () => 'ya se está haciendo otra copia de seguridad: inténtalo cuando termine',
  backup_disk_full: ({ neededBytes, freeBytes }) =>
    `la copia de seguridad necesita ${megabytes(neededBytes)} libres en el disco de DATA_DIR y quedan ` +
    `${megabytes(freeBytes)}: libera espacio`,
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / MB).toLocaleString('es')} MB`
