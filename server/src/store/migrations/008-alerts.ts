import type { Migration } from './migrate.ts'

/** Who was told of which incident, messages that are not delivered yet, and what came of the last one through each notifier. */
export const alerts: Migration = {
  version: 8,
  sql: `
CREATE TABLE alert_told (
  notifier TEXT NOT NULL, incident_id TEXT NOT NULL, told_at_ms INTEGER NOT NULL, item TEXT NOT NULL,
  PRIMARY KEY (notifier, incident_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE alert_outbox (
  id TEXT PRIMARY KEY, notifier TEXT NOT NULL, made_at_ms INTEGER NOT NULL, message TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE notifier_results (
  notifier TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, reason TEXT, sent_at_ms INTEGER
) STRICT, WITHOUT ROWID;
`,
}
