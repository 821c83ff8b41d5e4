import type { Migration } from './migrate.ts'

/** A key that is 40 hex digits but for its case and blanks, as it is written since; facts and SQL have no better word for it. */
const KEY = `lower(trim(replace(key, '%20', ' '), char(9, 10, 13, 32)))`
const IS_UNTIDY = `key_type IN ('content_id', 'infohash') AND key <> ${KEY} AND length(${KEY}) = 40
  AND ${KEY} NOT GLOB '*[^0-9a-f]*'`

/**
 * Streams get an id of our own, so that each play of a reporter with stable ids is kept: `id` is ours from here on and
 * what the reporter says is `reported_id`. Keys that differ in case or blanks only become one.
 */
export const streamIds: Migration = {
  version: 2,
  sql: `
ALTER TABLE streams ADD COLUMN reported_id TEXT NOT NULL DEFAULT '';
ALTER TABLE streams ADD COLUMN replaced_by_id TEXT;
ALTER TABLE streams ADD COLUMN engine_session_id TEXT;
UPDATE streams SET reported_id = id;
CREATE INDEX streams_by_reported_id ON streams (reported_id, started_at_ms);
UPDATE streams SET id = lower(hex(randomblob(8)));
UPDATE streams SET replaced_by_id = (SELECT newer.id FROM streams newer WHERE newer.reported_id = streams.replaced_by)
  WHERE replaced_by IS NOT NULL;

ALTER TABLE journal ADD COLUMN stream_short_id TEXT;
UPDATE journal SET stream_short_id = (SELECT id FROM streams WHERE reported_id = journal.stream_id)
  WHERE stream_id IS NOT NULL;
CREATE INDEX journal_by_stream_short_id ON journal (stream_short_id) WHERE stream_short_id IS NOT NULL;

DELETE FROM contents WHERE (key_type, key) IN (SELECT key_type, key FROM streams WHERE ${IS_UNTIDY});
INSERT OR IGNORE INTO stale_contents SELECT DISTINCT key_type, ${KEY} FROM streams WHERE ${IS_UNTIDY};
UPDATE streams SET key = ${KEY} WHERE ${IS_UNTIDY};
`,
}
