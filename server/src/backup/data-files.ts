// A backup is one file with the database and the settings. `format` is that file, `create.ts` makes it while the product runs,
// `restore` puts its contents in place while nothing runs. This table says what of DATA_DIR belongs in it.

/** The database's name in DATA_DIR; a backup holds a copy made by SQLite, never the file itself. */
export const DATABASE_NAME = 'acestream-orchestrator.sqlite'

/** A folder in DATA_DIR: a restored backup, whole and checked, that is put in place before anything is read. */
export const RESTORE_READY = 'restore.ready'

export interface DataFile {
  /** Its name in DATA_DIR. */
  readonly name: string
  /** Encrypted in a backup, or left out. */
  readonly isSecret: boolean
}

/** Every file of DATA_DIR that a backup carries. A name is never given another meaning: older backups hold it. */
export const DATA_FILES: readonly DataFile[] = [
  { name: DATABASE_NAME, isSecret: false },
  { name: 'settings.json', isSecret: false },
  { name: 'alerts.json', isSecret: false },
  { name: 'alert-secrets.json', isSecret: true },
  { name: 'web-push.json', isSecret: true },
  { name: 'api-key', isSecret: true },
]

/** What else may be in DATA_DIR, and why a backup is complete without it. */
export const LEFT_OUT: readonly { readonly names: RegExp; readonly why: string }[] = [
  { names: /^in-use\.(lock|json)$/, why: 'says who uses the folder now' },
  { names: /^(lock|doctor)-probe\./, why: 'exists for the moment of a test' },
  { names: /\.sqlite-(wal|shm|journal)$/, why: "is part of the database's copy already" },
  { names: /\.sqlite\.v\d+(\.unfinished)?$/, why: 'is a copy from before an update' },
  { names: /\.json\.(damaged-.+|new)$/, why: 'is a document that could not be read, or is half written' },
  { names: /^vpn$/, why: 'is about processes of this machine' },
  { names: /^engines$/, why: 'is about processes of this machine' },
  { names: /^(backup-.*|restore)\.unfinished$/, why: 'is what a backup or a restore is working on' },
  { names: /^restore\.ready$/, why: 'is put in place at the next start' },
  { names: /^before-restore-/, why: 'is what was there before a restore' },
]

/** Whether `name` is known: in a backup, or left out for a reason. */
export function isDeclared(name: string): boolean {
  return DATA_FILES.some((file) => file.name === name) || LEFT_OUT.some(({ names }) => names.test(name))
}
