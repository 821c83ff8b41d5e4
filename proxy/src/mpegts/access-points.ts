import {
  decodeTime,
  isRandomAccess,
  PACKET_BYTES,
  PAT_PID,
  pidOf,
  startsUnit,
  ticksBetween,
} from './packet.ts'
import { beginsKeyFrame, type ElementaryStream, mapPidIn, streamsIn } from './program.ts'

/** Where a player may start: the program tables, then the packets from `at` on. */
export interface AccessPoint {
  /** Offset in the packets that were scanned. */
  readonly at: number
  /** When its frame is decoded, in 90 kHz ticks; undefined where the stream does not say. */
  readonly ticks: number | undefined
  /** The tables in force there, as whole packets: their counters are those before the next ones in the stream. */
  readonly tables: Buffer
}

/** Looks through the packets of one stream, in order. */
export interface AccessPointFinder {
  scan(packets: Buffer): readonly AccessPoint[]
  /** Decoding time of the newest unit of the guiding stream. */
  newestTicks(): number | undefined
}

/** Without video any unit will do: one in half a second is enough. */
const AUDIO_POINT_EVERY = 45_000

export function createAccessPointFinder(): AccessPointFinder {
  let pat: Buffer | undefined
  let map: Buffer[] = []
  let mapPid: number | undefined
  /** The video stream, else the first one. */
  let guide: ElementaryStream | undefined
  let newest: number | undefined
  let lastPoint: number | undefined

  function readTables(packets: Buffer, at: number, pid: number): void {
    const packet = () => Buffer.from(packets.subarray(at, at + PACKET_BYTES))
    if (pid === PAT_PID && startsUnit(packets, at)) {
      mapPid = mapPidIn(packets, at) ?? mapPid
      pat = packet()
    } else if (pid === mapPid && startsUnit(packets, at)) {
      const streams = streamsIn(packets, at)
      guide = streams.find(({ isVideo }) => isVideo) ?? streams[0] ?? guide
      map = [packet()]
    } else if (pid === mapPid && map.length > 0) map.push(packet())
  }

  function isEntry(packets: Buffer, at: number, { coding, isVideo }: ElementaryStream): boolean {
    if (isVideo) return isRandomAccess(packets, at) || beginsKeyFrame(packets, at, coding)
    if (newest === undefined || lastPoint === undefined) return true
    return Math.abs(ticksBetween(lastPoint, newest)) >= AUDIO_POINT_EVERY
  }

  return {
    newestTicks: () => newest,
    scan: (packets) => {
      const points: AccessPoint[] = []
      for (let at = 0; at < packets.length; at += PACKET_BYTES) {
        const pid = pidOf(packets, at)
        if (pid === PAT_PID || pid === mapPid) readTables(packets, at, pid)
        if (pid !== guide?.pid || !startsUnit(packets, at)) continue
        const ticks = decodeTime(packets, at)
        newest = ticks ?? newest
        if (pat === undefined || map.length === 0 || !isEntry(packets, at, guide)) continue
        lastPoint = newest
        points.push({ at, ticks, tables: Buffer.concat([pat, ...map]) })
      }
      return points
    },
  }
}
