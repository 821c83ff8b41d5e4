import type { RefusalReason } from '../../backup/refusal.ts'
import { sentenceOf } from '../../wording/sentence.ts'

type Words = { readonly [R in RefusalReason as R['code']]: (reason: R) => string }

const WORDS: Words = {
  not_a_backup: () => 'this file is not a backup of the orchestrator',
  cut_short: () => 'the file ends too early: it was not copied or downloaded completely',
  damaged: () => 'the file is damaged: a checksum in it is wrong',
  newer_format: ({ product, format, known }) =>
    `it was made by a newer version (${product}, format ${format}; this one reads ${known}): update first`,
  newer_schema: ({ product, schema, known }) =>
    `it was made by a newer version (${product}, schema ${schema}; this one knows ${known}): update first`,
  newer_contents: ({ product, names }) =>
    `it was made by another version (${product}) and holds what this one does not know: ${names.join(', ')}`,
  passphrase_missing: () =>
    'it is encrypted: set BACKUP_PASSPHRASE, or run this in a terminal to be asked for it',
  passphrase_wrong: () => 'the passphrase is wrong',
  disk_full: ({ neededBytes, freeBytes }) =>
    `it needs ${megabytes(neededBytes)} free on the disk of DATA_DIR, which has ${megabytes(freeBytes)}`,
  in_use: ({ holder }) => `the orchestrator is running (${holder}): stop it first`,
  not_lockable: ({ reason }) => `can't tell whether the orchestrator is running: ${sentenceOf(reason)}`,
  database_damaged: ({ detail }) => `the database in it is damaged: ${detail}`,
}

/** Why a backup is not restored, in one sentence without a full stop. */
export function refusalWords(reason: RefusalReason): string {
  return (WORDS[reason.code] as (reason: RefusalReason) => string)(reason)
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
