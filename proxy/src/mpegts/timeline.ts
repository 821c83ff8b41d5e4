import {
  addTicks,
  clockFields,
  continuityOf,
  decodeTime,
  hasPayload,
  markDiscontinuity,
  NULL_PID,
  PACKET_BYTES,
  pidOf,
  readPcr,
  readTimestamp,
  ticksBetween,
  writeContinuity,
  writePcr,
  writeTimestamp,
} from './packet.ts'

/**
 * What viewers have been sent, as one stream: counters go on and decoding times rise, whichever engine the packets
 * come from.
 */
export interface Timeline {
  /** The next packets of the current source, to be sent on: changed in place where that is needed, unwanted ones left out. */
  pass(packets: Buffer): Buffer
  /**
   * What follows comes from another source. Its times are moved by `shiftTicks` relative to the source's own, and what is
   * older than what was sent is left out.
   */
  switchSource(shiftTicks: number): void
  /** By how much times of the current source are moved. */
  shiftTicks(): number
}

interface Track {
  /** The counter sent last; undefined before the first packet. */
  counter: number
  /** What is added to the source's counters. */
  counterShift: number
  /** Decoding time of the unit that was sent last. */
  ticks: number | undefined
  /** After a switch: nothing is sent before a unit begins that is newer than `ticks`. */
  isWaiting: boolean
  /** After a switch: the next packet sets `counterShift`. */
  isNew: boolean
}

export function createTimeline(): Timeline {
  const tracks = new Map<number, Track>()
  let shift = 0
  let marking = new Set<number>()

  function trackOf(pid: number): Track {
    const known = tracks.get(pid)
    if (known !== undefined) return known
    const track = { counter: 0, counterShift: 0, ticks: undefined, isWaiting: false, isNew: false }
    tracks.set(pid, track)
    return track
  }

  /** False: it is older than what was sent, or the rest of a unit that is. */
  function admits(track: Track, packets: Buffer, at: number): boolean {
    const own = decodeTime(packets, at)
    const ticks = own === undefined ? undefined : addTicks(own, shift)
    if (track.isWaiting) {
      const isNewer =
        ticks !== undefined && (track.ticks === undefined || ticksBetween(track.ticks, ticks) > 0)
      if (!isNewer) return false
      track.isWaiting = false
    }
    track.ticks = ticks ?? track.ticks
    return true
  }

  function renumber(track: Track, packets: Buffer, at: number): void {
    const counter = continuityOf(packets, at)
    if (track.isNew) {
      track.counterShift = track.counter + (hasPayload(packets, at) ? 1 : 0) - counter
      track.isNew = false
    }
    track.counter = (counter + track.counterShift) & 0x0f
    if (track.counterShift !== 0) writeContinuity(packets, at, track.counter)
  }

  /** False: leave it out. */
  function passPacket(packets: Buffer, at: number): boolean {
    const pid = pidOf(packets, at)
    if (pid === NULL_PID) return true
    const track = trackOf(pid)
    if (!admits(track, packets, at)) return false
    renumber(track, packets, at)
    if (shift !== 0) moveTimes(packets, at, shift)
    if (marking.has(pid) && markDiscontinuity(packets, at)) marking.delete(pid)
    return true
  }

  /** The packets from `first` on, without those that are left out: put together again, packet by packet. */
  function compact(packets: Buffer, first: number): Buffer {
    let end = first
    for (let at = first + PACKET_BYTES; at < packets.length; at += PACKET_BYTES) {
      if (!passPacket(packets, at)) continue
      packets.copyWithin(end, at, at + PACKET_BYTES)
      end += PACKET_BYTES
    }
    return packets.subarray(0, end)
  }

  return {
    shiftTicks: () => shift,
    pass: (packets) => {
      for (let at = 0; at < packets.length; at += PACKET_BYTES)
        if (!passPacket(packets, at)) return compact(packets, at)
      return packets
    },
    switchSource: (shiftTicks) => {
      shift = shiftTicks
      for (const track of tracks.values()) {
        track.isNew = true
        track.isWaiting = track.ticks !== undefined
      }
      marking = new Set(tracks.keys())
    },
  }
}

function moveTimes(packets: Buffer, at: number, shift: number): void {
  const { pcrAt, ptsAt, dtsAt } = clockFields(packets, at)
  if (pcrAt >= 0) writePcr(packets, pcrAt, addTicks(readPcr(packets, pcrAt), shift))
  for (const field of [ptsAt, dtsAt])
    if (field >= 0) writeTimestamp(packets, field, addTicks(readTimestamp(packets, field), shift))
}
