import type { Sample } from '../../history/sample.ts'
import type { EngineStat } from '../ports.ts'

/** What is kept of a reading, units as the engine gives them (KiB/s, bytes). */
export function toSample(stat: EngineStat, atMs: number): Sample {
  return {
    atMs,
    peers: stat.peers,
    speedDown: stat.speedDown,
    speedUp: stat.speedUp,
    downloaded: stat.downloaded,
    uploaded: stat.uploaded,
    status: stat.status,
  }
}
