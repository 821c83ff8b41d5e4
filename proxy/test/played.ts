import { channelOf } from '@acestream-orchestrator/emulator/media/channel'
import { loadClip } from '@acestream-orchestrator/emulator/media/clip'
import {
  clockFields,
  continuityOf,
  decodeTime,
  hasPayload,
  NULL_PID,
  PACKET_BYTES,
  pidOf,
  readPcr,
  SYNC,
  ticksBetween,
} from '../src/mpegts/packet.ts'

/** What the emulated engine broadcasts under that infohash in a span of time; begins where a player can. */
export function broadcast(infohash: string, fromMs: number, toMs: number, bitrateKbps?: number): Buffer {
  const channel = channelOf(loadClip(bitrateKbps), infohash)
  return channel.read(channel.entryBefore(channel.packetAt(fromMs)), channel.packetAt(toMs))
}

export interface Played {
  readonly packets: number
  /** Where a counter did not follow the one before. */
  readonly jumps: number
  /** Where a decoding time or clock reference was not later than the one before of its PID. */
  readonly backwards: number
  /** The longest step from one decoding time of a PID to the next, in seconds. */
  readonly longestStepS: number
}

/** What a player would notice. Throws where packets don't follow each other. */
export function play(stream: Buffer): Played {
  const counters = new Map<number, number>()
  const times = new Map<number, number>()
  let jumps = 0
  let backwards = 0
  let longest = 0

  function step(clock: number, ticks: number): void {
    const before = times.get(clock)
    times.set(clock, ticks)
    if (before === undefined) return
    const ahead = ticksBetween(before, ticks)
    if (ahead <= 0) backwards++
    longest = Math.max(longest, ahead)
  }

  for (let at = 0; at < stream.length; at += PACKET_BYTES) {
    if (stream[at] !== SYNC) throw new Error(`no packet at ${at} of ${stream.length}`)
    const pid = pidOf(stream, at)
    if (pid === NULL_PID) continue
    const counter = continuityOf(stream, at)
    const expected = ((counters.get(pid) ?? counter - 1) + (hasPayload(stream, at) ? 1 : 0)) & 15
    if (counter !== expected && counters.has(pid)) jumps++
    counters.set(pid, counter)
    const { pcrAt } = clockFields(stream, at)
    if (pcrAt >= 0) step(-pid - 1, readPcr(stream, pcrAt))
    const ticks = decodeTime(stream, at)
    if (ticks !== undefined) step(pid, ticks)
  }
  return { packets: stream.length / PACKET_BYTES, jumps, backwards, longestStepS: longest / 90_000 }
}
