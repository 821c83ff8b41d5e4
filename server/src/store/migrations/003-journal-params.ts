import type { Migration } from './migrate.ts'

/** Journal entries keep what they say as data, too: how bad it is, its parameters, and the VPN it is about. */
export const journalParams: Migration = {
  version: 3,
  sql: `
ALTER TABLE journal ADD COLUMN severity TEXT NOT NULL DEFAULT 'info';
ALTER TABLE journal ADD COLUMN params TEXT;
ALTER TABLE journal ADD COLUMN vpn TEXT;
UPDATE journal SET severity = 'critical' WHERE category IN ('failed', 'unhealthy', 'vpn_lost', 'leak');
UPDATE journal SET severity = 'warning'
  WHERE category IN ('image_missing', 'breaker_open', 'disconnected', 'unstable', 'port_missing');
UPDATE journal SET vpn = details ->> 'container' WHERE type = 'vpn' AND json_valid(details);
CREATE INDEX journal_by_severity ON journal (severity, id) WHERE severity <> 'info';
`,
}
