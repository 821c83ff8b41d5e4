import type { Migration } from './migrate.ts'

/** What was wrong, and which journal entries tell of it. `rest`: JSON of what is only read with its row. */
export const incidents: Migration = {
  version: 4,
  sql: `
CREATE TABLE incidents (
  id TEXT PRIMARY KEY, key TEXT NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL,
  opened_at_ms INTEGER NOT NULL, first_opened_at_ms INTEGER NOT NULL, updated_at_ms INTEGER NOT NULL,
  resolved_at_ms INTEGER, count INTEGER NOT NULL, rest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX incidents_by_opening ON incidents (opened_at_ms);
CREATE INDEX incidents_by_end ON incidents (resolved_at_ms);

ALTER TABLE journal ADD COLUMN incident_id TEXT;
CREATE INDEX journal_by_incident ON journal (incident_id) WHERE incident_id IS NOT NULL;
`,
}
