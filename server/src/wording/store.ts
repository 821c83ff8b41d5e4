import type { StoreReasons } from '@acestream-orchestrator/contract/reasons/store'
import { seconds, type Wording } from './wording.ts'

const RESUMES = 'writing resumes automatically'
const LEFT_AS_IT_IS =
  'It was left as it is: move it away to start with an empty one, or put a copy in its place; either is picked up automatically'

export const storeWording: Wording<StoreReasons> = {
  store_not_open: () => 'the store is not open yet',
  store_closing: () => 'the store is being closed',
  store_closed: () => 'the store is closed',
  store_locked: ({ file, sqliteCode }) =>
    `another program holds ${file} locked (find it with: fuser ${file}); ${RESUMES} (SQLite ${sqliteCode})`,
  store_out_of_memory: ({ sqliteCode }) => `the machine is out of memory; ${RESUMES} (SQLite ${sqliteCode})`,
  store_read_only: ({ file, sqliteCode }) =>
    `${file} is read-only: give this user the right to write it and its folder; ${RESUMES} (SQLite ${sqliteCode})`,
  store_disk_errors: ({ file, sqliteCode }) =>
    `the disk holding ${file} reports errors: check it (dmesg, free space); ${RESUMES} (SQLite ${sqliteCode})`,
  store_disk_full: ({ file, sqliteCode }) =>
    `the disk holding ${file} is full: free some space; ${RESUMES} (SQLite ${sqliteCode})`,
  store_not_openable: ({ file, sqliteCode }) =>
    `${file} can't be opened: check that its folder exists and this user may write it (SQLite ${sqliteCode})`,
  store_damaged: ({ file, sqliteCode }) =>
    `${file} is damaged or no SQLite database. ${LEFT_AS_IT_IS} (SQLite ${sqliteCode})`,
  store_tables_damaged: ({ file, tables }) =>
    `${file} is damaged: ${tables.join(', ')} missing or not as this program creates it. ${LEFT_AS_IT_IS}`,
  store_replaced: ({ file }) => `${file} was removed or replaced while it was open; it is being reopened`,
  store_of_another_program: ({ file }) =>
    `${file} is another program's database. It was left as it is: move it away or set another DATA_DIR`,
  store_of_newer_version: ({ file, schema, known, copy }) =>
    `${file} was written by a newer version (schema ${schema}, this one knows ${known}): update, or ` +
    (copy === null
      ? 'move the file away to start with an empty one'
      : `go back to the copy made before: mv ${copy} ${file}`),
  store_system_error: ({ file, text, syscall, errorCode }) =>
    `working on ${file}: ${text} (${syscall} ${errorCode}); ${RESUMES}`,
  document_damaged: ({ file, copy }) =>
    `${file} was damaged and is not used. It was kept as ${copy}: repair it and put it back while the orchestrator is ` +
    'stopped, or save again to replace it',
  document_of_newer_version: ({ file, version, known }) =>
    `${file} was written by a newer version (format ${version}, this one knows ${known}) and is not used: update, ` +
    'or move the file away to start without it',
  document_not_readable: ({ file, errorCode }) =>
    `${file} can't be read (${errorCode}) and is not used: give this user the right to read it and restart`,
  document_not_writable: ({ file, errorCode }) =>
    `${file} can't be written (${errorCode}): check free space and that this user may write DATA_DIR`,
  file_system_without_locks: ({ fileSystem }) =>
    `the file system of DATA_DIR (${fileSystem}) has no file locks: mount it with them ` +
    '(NFS: without "nolock", and its lock service must run), or set DATA_DIR to a local disk',
  store_fault: () => 'the store has a fault; the log of the orchestrator says what',
  disk_not_answering: ({ forMs }) =>
    `the disk has not answered for ${seconds(forMs)}: check it (dmesg); ${RESUMES}`,
  storage_thread_ended: () => 'the storage thread ended; it is being restarted',
  too_many_reads: () => 'too many reads are waiting',
  reading_store: ({ reason }, say) => `reading the store: ${say(reason)}`,
  writing_store: ({ reason }, say) => `writing to the store: ${say(reason)}`,
  log_not_read: () => 'nobody reads the log',
  log_read_slowly: () => 'the log is read too slowly',
  log_not_writable: ({ errorCode }) => `the log can't be written (${errorCode})`,
  log_lines_dropped: ({ reason, sinceMs }, say) =>
    `${say(reason)}: lines are dropped since ${new Date(sinceMs).toISOString()}`,
}
