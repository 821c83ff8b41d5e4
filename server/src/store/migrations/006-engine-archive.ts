import type { Migration } from './migrate.ts'

/** What is kept of engines that are gone, as JSON. */
export const engineArchive: Migration = {
  version: 6,
  sql: `
CREATE TABLE engine_archive (engine_id TEXT PRIMARY KEY, removed_at_ms INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX engine_archive_by_time ON engine_archive (removed_at_ms);
`,
}
