import type { Migration } from './migrate.ts'

/** Why a stream stuttered, minute by minute. */
export const streamSigns: Migration = {
  version: 7,
  sql: `
CREATE TABLE stream_signs (
  stream_no INTEGER NOT NULL, at_ms INTEGER NOT NULL, diagnosis TEXT NOT NULL, behind_live_s REAL,
  PRIMARY KEY (stream_no, at_ms)
) STRICT, WITHOUT ROWID;
`,
}
