import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { sentenceOf } from './sentence.ts'

const FILE = 'DATA_DIR/db.sqlite'
const LEFT =
  'It was left as it is: move it away to start with an empty one, or put a copy in its place; either is picked up automatically'
const NEWER = { code: 'store_of_newer_version', file: FILE, schema: 4, known: 3 } as const

const SENTENCES: readonly (readonly [Reason, string])[] = [
  [
    { code: 'store_locked', file: FILE, sqliteCode: 5 },
    'another program holds DATA_DIR/db.sqlite locked (find it with: fuser DATA_DIR/db.sqlite); writing resumes automatically (SQLite 5)',
  ],
  [
    { code: 'store_disk_full', file: FILE, sqliteCode: 13 },
    'the disk holding DATA_DIR/db.sqlite is full: free some space; writing resumes automatically (SQLite 13)',
  ],
  [
    { code: 'store_disk_errors', file: FILE, sqliteCode: 10 },
    'the disk holding DATA_DIR/db.sqlite reports errors: check it (dmesg, free space); writing resumes automatically (SQLite 10)',
  ],
  [
    { code: 'store_read_only', file: FILE, sqliteCode: 8 },
    'DATA_DIR/db.sqlite is read-only: give this user the right to write it and its folder; writing resumes automatically (SQLite 8)',
  ],
  [
    { code: 'store_damaged', file: FILE, sqliteCode: 26 },
    `DATA_DIR/db.sqlite is damaged or no SQLite database. ${LEFT} (SQLite 26)`,
  ],
  [
    { code: 'store_tables_damaged', file: FILE, tables: ['meta', 'streams'] },
    `DATA_DIR/db.sqlite is damaged: meta, streams missing or not as this program creates it. ${LEFT}`,
  ],
  [
    { ...NEWER, copy: null },
    'DATA_DIR/db.sqlite was written by a newer version (schema 4, this one knows 3): update, or move the file away to start with an empty one',
  ],
  [
    { ...NEWER, copy: `${FILE}.v3` },
    'DATA_DIR/db.sqlite was written by a newer version (schema 4, this one knows 3): update, or go back to the copy made before: mv DATA_DIR/db.sqlite.v3 DATA_DIR/db.sqlite',
  ],
  [
    {
      code: 'store_system_error',
      file: FILE,
      text: 'not a directory',
      syscall: 'mkdir',
      errorCode: 'ENOTDIR',
    },
    'working on DATA_DIR/db.sqlite: not a directory (mkdir ENOTDIR); writing resumes automatically',
  ],
  [
    { code: 'writing_store', reason: { code: 'disk_not_answering', forMs: 5_000 } },
    'writing to the store: the disk has not answered for 5 s: check it (dmesg); writing resumes automatically',
  ],
  [
    { code: 'reading_store', reason: { code: 'too_many_reads' } },
    'reading the store: too many reads are waiting',
  ],
  [
    { code: 'file_system_without_locks', fileSystem: 'nfs4' },
    'the file system of DATA_DIR (nfs4) has no file locks: mount it with them (NFS: without "nolock", and its lock service must run), or set DATA_DIR to a local disk',
  ],
  [
    { code: 'log_lines_dropped', reason: { code: 'log_not_read' }, sinceMs: 0 },
    'nobody reads the log: lines are dropped since 1970-01-01T00:00:00.000Z',
  ],
  [
    {
      code: 'document_damaged',
      file: 'DATA_DIR/settings.json',
      copy: 'DATA_DIR/settings.json.damaged-2026-11-27T21-04-05.000Z',
    },
    'DATA_DIR/settings.json was damaged and is not used. It was kept as DATA_DIR/settings.json.damaged-2026-11-27T21-04-05.000Z: repair it and put it back while the orchestrator is stopped, or save again to replace it',
  ],
  [
    { code: 'document_of_newer_version', file: 'DATA_DIR/settings.json', version: 3, known: 2 },
    'DATA_DIR/settings.json was written by a newer version (format 3, this one knows 2) and is not used: update, or move the file away to start without it',
  ],
  [
    { code: 'document_not_readable', file: 'DATA_DIR/settings.json', errorCode: 'EACCES' },
    "DATA_DIR/settings.json can't be read (EACCES) and is not used: give this user the right to read it and restart",
  ],
  [
    { code: 'document_not_writable', file: 'DATA_DIR/settings.json', errorCode: 'EROFS' },
    "DATA_DIR/settings.json can't be written (EROFS): check free space and that this user may write DATA_DIR",
  ],
  [{ code: 'log_not_writable', errorCode: 'ENOSPC' }, "the log can't be written (ENOSPC)"],
]

for (const [reason, sentence] of SENTENCES)
  test(sentence, () => {
    assert.equal(sentenceOf(reason), sentence)
  })
