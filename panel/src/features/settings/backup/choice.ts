/** As the server asks for it. */
export const SHORTEST_PASSPHRASE = 8

export const PROTECTIONS = ['everything', 'secrets', 'nothing'] as const
export type Protection = (typeof PROTECTIONS)[number]

export interface BackupChoice {
  readonly protection: Protection
  readonly passphrase: string
}

/** The request of `POST /backup`; null while the choice is not complete. */
export function backupBody({ protection, passphrase }: BackupChoice): object | null {
  if (protection === 'nothing') return {}
  return [...passphrase].length < SHORTEST_PASSPHRASE ? null : { passphrase, encrypt: protection }
}

/** The name that the server gives the file. */
export const nameIn = (disposition: string | null): string =>
  /filename="([\w.-]+)"/.exec(disposition ?? '')?.[1] ?? 'acestream-orchestrator.backup'
