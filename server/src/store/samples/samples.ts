// Statistics of streams over time: raw, then by minute and by hour, packed.
import type { SampleStore } from '../../streams/ports.ts'
import type { Database } from '../database.ts'

/** A stream's row must be put before its samples; samples of a stream that was never stored are not kept. */
export function createSampleStore(database: Database): SampleStore {
  return {
    append: (streamId, sample) =>
      database.record(
        [
          {
            sql: APPEND,
            params: [
              sample.atMs,
              sample.peers,
              sample.speedDown,
              sample.speedUp,
              sample.downloaded,
              sample.uploaded,
              sample.status,
              streamId,
            ],
          },
        ],
        'telemetry',
      ),
    history: (streamId, sinceMs, untilMs, limit) =>
      database.read('readSamples', { streamId, sinceMs, untilMs, limit }),
  }
}

const APPEND = `INSERT OR IGNORE INTO sample_tail
    (stream_no, at_ms, peers, speed_down, speed_up, downloaded, uploaded, status)
  SELECT no, ?, ?, ?, ?, ?, ?, ? FROM streams WHERE id = ?`
