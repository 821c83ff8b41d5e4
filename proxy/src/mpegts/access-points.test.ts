import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AUDIO_PID, packet, pat, programMap, VIDEO_PID } from '../../test/packets.ts'
import { createAccessPointFinder } from './access-points.ts'

const frame = (ticks: number, randomAccess = false) => packet({ pid: VIDEO_PID, ticks, randomAccess })
const sound = (ticks: number) => packet({ pid: AUDIO_PID, ticks })

test('a frame to start with counts once the tables have been seen, and brings those in force', () => {
  const finder = createAccessPointFinder()
  const stream = [frame(1, true), pat(3), programMap(5), frame(2), frame(3, true), pat(4), frame(4, true)]
  const points = finder.scan(Buffer.concat(stream))
  assert.deepEqual(
    points.map(({ at, ticks }) => [at / 188, ticks]),
    [
      [4, 3],
      [6, 4],
    ],
  )
  assert.ok(points[0]?.tables.equals(Buffer.concat([pat(3), programMap(5)])))
  assert.ok(points[1]?.tables.equals(Buffer.concat([pat(4), programMap(5)])))
  assert.equal(finder.newestTicks(), 4)
})

test('offsets are those of the packets scanned; what was seen before is remembered', () => {
  const finder = createAccessPointFinder()
  assert.deepEqual(finder.scan(Buffer.concat([pat(), programMap()])), [])
  assert.equal(finder.scan(Buffer.concat([sound(1), frame(9, true)]))[0]?.at, 188)
})

/** The first bytes of a frame in each coding; the access unit delimiter first, as muxers write it. */
const CODINGS: readonly [name: string, streamType: number, head: readonly number[], isKey: boolean][] = [
  ['an H.264 parameter set', 27, [0, 0, 0, 1, 9, 0x10, 0, 0, 0, 1, 0x67, 0x64], true],
  ['an H.264 IDR slice', 27, [0, 0, 1, 0x65, 0x88], true],
  ['another H.264 slice', 27, [0, 0, 0, 1, 9, 0x30, 0, 0, 1, 0x41, 0x9a], false],
  ['an HEVC parameter set', 36, [0, 0, 0, 1, 0x46, 1, 0x10, 0, 0, 0, 1, 0x40, 1], true],
  ['an HEVC IRAP slice', 36, [0, 0, 1, 0x26, 1], true],
  ['another HEVC slice', 36, [0, 0, 1, 0x02, 1], false],
  ['an MPEG-2 sequence', 2, [0, 0, 1, 0xb3, 0x2d], true],
  ['an MPEG-2 picture', 2, [0, 0, 1, 0, 0, 0x0f], false],
]
for (const [name, streamType, head, isKey] of CODINGS)
  test(`without the flag, ${name} ${isKey ? 'is' : 'is not'} one to start with`, () => {
    const begin = frame(5)
    begin.set(head, 18)
    const stream = Buffer.concat([pat(), programMap(0, streamType), begin])
    assert.equal(createAccessPointFinder().scan(stream).length, isKey ? 1 : 0)
  })

test('sound without a picture can be started twice a second', () => {
  const sounds = Array.from({ length: 100 }, (_, i) => sound(i * 4500))
  const points = createAccessPointFinder().scan(Buffer.concat([pat(), programMap(0, 0), ...sounds]))
  assert.deepEqual(
    points.map(({ ticks }) => ticks),
    Array.from({ length: 10 }, (_, i) => i * 45_000),
  )
})
