import type { Migration } from './migrate.ts'

/**
 * Times are Unix milliseconds, speeds KiB/s, totals bytes. Long-lived text ids that many rows share are numbered once
 * (`probe_engines.no`, `streams.no`); rows read by id and time are clustered so (WITHOUT ROWID).
 */
export const firstSchema: Migration = {
  version: 1,
  sql: `
CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;

CREATE TABLE intents (
  kind TEXT NOT NULL, engine_id TEXT NOT NULL, at_ms INTEGER NOT NULL, why TEXT,
  PRIMARY KEY (kind, engine_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE engines (
  engine_id TEXT PRIMARY KEY, first_seen_ms INTEGER NOT NULL, last_stream_usage_ms INTEGER,
  handed_out_at_ms INTEGER, restarts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE external_engines (
  id TEXT PRIMARY KEY, name TEXT, host TEXT NOT NULL, port INTEGER NOT NULL, registered_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, type TEXT NOT NULL, category TEXT NOT NULL, message TEXT NOT NULL,
  details TEXT NOT NULL, engine_id TEXT, stream_id TEXT
) STRICT;
CREATE INDEX journal_by_time ON journal (at_ms);
CREATE INDEX journal_by_type ON journal (type);
CREATE INDEX journal_by_engine ON journal (engine_id) WHERE engine_id IS NOT NULL;
CREATE INDEX journal_by_stream ON journal (stream_id) WHERE stream_id IS NOT NULL;

CREATE TABLE probe_engines (no INTEGER PRIMARY KEY, engine_id TEXT NOT NULL UNIQUE) STRICT;
-- reason: null means answered
CREATE TABLE probes (
  engine_no INTEGER NOT NULL, at_ms INTEGER NOT NULL, latency_ms INTEGER, reason TEXT,
  PRIMARY KEY (engine_no, at_ms)
) STRICT, WITHOUT ROWID;
-- the same, counted per hour, so that uptimes read hundreds of rows and not millions
CREATE TABLE probe_hours (
  engine_no INTEGER NOT NULL, hour_ms INTEGER NOT NULL, ok INTEGER NOT NULL, total INTEGER NOT NULL,
  PRIMARY KEY (engine_no, hour_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE streams (
  no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, key_type TEXT NOT NULL, key TEXT NOT NULL,
  engine_id TEXT NOT NULL, engine_name TEXT, session_id TEXT NOT NULL, stat_path TEXT NOT NULL,
  command_path TEXT NOT NULL, is_live INTEGER NOT NULL, labels TEXT NOT NULL, title TEXT, source TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL, ended_at_ms INTEGER, end_reason TEXT, end_detail TEXT, replaced_by TEXT,
  phase TEXT NOT NULL, phase_reason TEXT, phase_since_ms INTEGER NOT NULL, first_data_at_ms INTEGER,
  last_sample_at_ms INTEGER, engine_status TEXT, progress REAL, peers REAL, speed_down REAL, speed_up REAL,
  downloaded REAL, uploaded REAL, samples INTEGER NOT NULL, sum_speed_down REAL NOT NULL, sum_speed_up REAL NOT NULL,
  peak_speed_down REAL, peak_speed_up REAL, peak_peers REAL
) STRICT;
CREATE INDEX streams_by_start ON streams (started_at_ms);
CREATE INDEX streams_by_end ON streams (ended_at_ms);
CREATE INDEX streams_by_engine ON streams (engine_id, started_at_ms);
CREATE INDEX streams_by_key ON streams (key_type, key, started_at_ms);

-- summaries of streams by what they play; those in stale_contents are recomputed before they are read
CREATE TABLE contents (
  key_type TEXT NOT NULL, key TEXT NOT NULL, title TEXT, plays INTEGER NOT NULL, median_speed_down REAL,
  best_peers REAL, median_time_to_first_data_ms REAL, last_success_at_ms INTEGER, last_played_at_ms INTEGER NOT NULL,
  PRIMARY KEY (key_type, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE stale_contents (
  key_type TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (key_type, key)
) STRICT, WITHOUT ROWID;

-- samples of the hours not yet packed
CREATE TABLE sample_tail (
  stream_no INTEGER NOT NULL, at_ms INTEGER NOT NULL, peers REAL, speed_down REAL, speed_up REAL,
  downloaded REAL, uploaded REAL, status TEXT,
  PRIMARY KEY (stream_no, at_ms)
) STRICT, WITHOUT ROWID;
-- per stream and hour that is over: its average, its minutes and its samples, the latter two packed (packing.ts).
-- Each in a table of its own, as they are kept for different times: rows that shrink would leave their pages half empty.
CREATE TABLE sample_hours (
  stream_no INTEGER NOT NULL, hour_ms INTEGER NOT NULL, peers REAL, speed_down REAL, speed_up REAL,
  downloaded REAL, uploaded REAL, status TEXT,
  PRIMARY KEY (stream_no, hour_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX sample_hours_by_time ON sample_hours (hour_ms);
CREATE TABLE sample_minutes (
  stream_no INTEGER NOT NULL, hour_ms INTEGER NOT NULL, packed BLOB NOT NULL, PRIMARY KEY (stream_no, hour_ms)
) STRICT;
CREATE INDEX sample_minutes_by_time ON sample_minutes (hour_ms);
CREATE TABLE sample_raw (
  stream_no INTEGER NOT NULL, hour_ms INTEGER NOT NULL, packed BLOB NOT NULL, PRIMARY KEY (stream_no, hour_ms)
) STRICT;
CREATE INDEX sample_raw_by_time ON sample_raw (hour_ms);

CREATE TABLE fleet_raw (
  at_ms INTEGER PRIMARY KEY, streams_active REAL NOT NULL, streams_stalled REAL NOT NULL, viewers REAL,
  engines_healthy REAL NOT NULL, engines_unhealthy REAL NOT NULL, engines_unknown REAL NOT NULL,
  speed_down REAL NOT NULL, speed_up REAL NOT NULL
) STRICT;
-- sums; the averages are these divided by samples
CREATE TABLE fleet_minutes (
  minute_ms INTEGER PRIMARY KEY, samples INTEGER NOT NULL, viewer_samples INTEGER NOT NULL,
  streams_active REAL NOT NULL, streams_stalled REAL NOT NULL, viewers REAL NOT NULL, engines_healthy REAL NOT NULL,
  engines_unhealthy REAL NOT NULL, engines_unknown REAL NOT NULL, speed_down REAL NOT NULL, speed_up REAL NOT NULL
) STRICT;

CREATE TABLE vpn_checks (
  node TEXT NOT NULL, at_ms INTEGER NOT NULL, ok INTEGER NOT NULL, latency_ms REAL, state TEXT NOT NULL, reason TEXT,
  public_ip TEXT, forwarded_port INTEGER,
  PRIMARY KEY (node, at_ms)
) STRICT, WITHOUT ROWID;
`,
}
