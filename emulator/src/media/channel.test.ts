import assert from 'node:assert/strict'
import { test } from 'node:test'
import { channelOf } from './channel.ts'
import { CLIP_MS, type Clip, loadClip } from './clip.ts'
import {
  layoutOf,
  NULL_PID,
  PACKET_BYTES,
  readPcr,
  readTimestamp,
  TIMESTAMP_MODULUS,
} from './transport-stream.ts'

const INFOHASH = `00001000${'f'.repeat(32)}`
const NOW_MS = Date.UTC(2026, 10, 22, 12)
const clip = loadClip()

/** Forward distance in 90 kHz ticks, over the wrap of 33 bits. */
const ahead = (from: number, to: number) => (to - from + TIMESTAMP_MODULUS) % TIMESTAMP_MODULUS

interface Walk {
  readonly counters: Map<number, number>
  readonly stamps: Map<string, number>
}

/** Fails where a decoder would: a counter that skips, a timestamp that stands still, goes back or leaps. */
function checkContinuous(stream: Buffer, walk: Walk = { counters: new Map(), stamps: new Map() }): Walk {
  for (let at = 0; at < stream.length; at += PACKET_BYTES) {
    const { pid, hasPayload, pcrAt, ptsAt } = layoutOf(stream, at)
    if (pid === NULL_PID) continue
    const counter = stream.readUInt8(at + 3) & 0xf
    const before = walk.counters.get(pid)
    if (before !== undefined)
      assert.equal(counter, (before + (hasPayload ? 1 : 0)) % 16, `PID ${pid} at ${at}`)
    walk.counters.set(pid, counter)
    if (pcrAt >= 0) checkAhead(walk, `PCR ${pid}`, readPcr(stream, at + pcrAt))
    if (ptsAt >= 0) checkAhead(walk, `PTS ${pid}`, readTimestamp(stream, at + ptsAt))
  }
  return walk
}

function checkAhead({ stamps }: Walk, name: string, value: number): void {
  const before = stamps.get(name)
  const step = before === undefined ? 1 : ahead(before, value)
  assert.ok(step > 0 && step <= 45_000, `${name} moved by ${step} ticks`)
  stamps.set(name, value)
}

function capture(source: Clip, fromMs: number, lengthMs: number): Buffer {
  const channel = channelOf(source, INFOHASH)
  return channel.read(channel.packetAt(fromMs), channel.packetAt(fromMs + lengthMs))
}

test('counters and timestamps go on over the seams of the clip', () => {
  checkContinuous(capture(clip, NOW_MS, 5 * CLIP_MS))
})

test('they go on through null packets too, and the bitrate is what was asked for', () => {
  const padded = loadClip(4000)
  const stream = capture(padded, NOW_MS, 2 * CLIP_MS)
  checkContinuous(stream)
  assert.ok(Math.abs((stream.length * 8) / (2 * CLIP_MS) - 4000) < 4)
})

test('timestamps wrap after 2^33 ticks as if nothing had happened', () => {
  const wrapPass = Math.ceil(TIMESTAMP_MODULUS / (CLIP_MS * 90))
  const wrapMs = Math.floor(wrapPass * CLIP_MS) - Number.parseInt(INFOHASH.slice(0, 8), 16)
  const stream = capture(clip, wrapMs - 2 * CLIP_MS, 4 * CLIP_MS)
  checkContinuous(stream)
})

test('reading in pieces gives the bytes of reading at once', () => {
  const channel = channelOf(clip, INFOHASH)
  const start = channel.packetAt(NOW_MS)
  const pieces: Buffer[] = []
  for (let at = 0; at < 3000; at += 77) pieces.push(channel.read(start + at, start + Math.min(at + 77, 3000)))
  assert.ok(Buffer.concat(pieces).equals(channel.read(start, start + 3000)))
})

test('an entry point starts with the program tables and the first packet of a key frame', () => {
  const channel = channelOf(clip, INFOHASH)
  for (let ms = 0; ms < CLIP_MS; ms += 500) {
    const packet = channel.packetAt(NOW_MS + ms)
    const entry = channel.entryBefore(packet)
    assert.ok(entry <= packet && packet - entry < clip.packetCount / 3)
    const head = channel.read(entry, entry + 4)
    const layouts = [0, 1, 2, 3].map((i) => layoutOf(head, i * PACKET_BYTES))
    assert.ok(layouts.some(({ pid }) => pid === 0))
    assert.ok(layouts.some(({ randomAccess, pcrAt }) => randomAccess && pcrAt >= 0))
  }
})

test('segments follow each other without a gap and exist only once they are complete', () => {
  const channel = channelOf(clip, INFOHASH)
  const last = channel.lastSegmentAt(NOW_MS)
  const stream = Buffer.concat([last - 2, last - 1, last].map((number) => channel.segment(number)))
  checkContinuous(stream)
  const end = channel.packetAt(NOW_MS)
  const onAir = channel.read(end, end + 20)
  assert.equal(stream.indexOf(onAir), -1, 'what is on air is not in a finished segment')
  assert.equal(channel.lastSegmentAt(NOW_MS + CLIP_MS), last + 2)
})

test('another content is at another place of the clip', () => {
  const other = channelOf(clip, `00000001${'f'.repeat(32)}`)
  assert.notEqual(other.packetAt(NOW_MS), channelOf(clip, INFOHASH).packetAt(NOW_MS))
})
