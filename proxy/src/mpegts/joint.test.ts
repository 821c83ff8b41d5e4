import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { packet } from '../../test/packets.ts'
import { broadcast, play } from '../../test/played.ts'
import { createAccessPointFinder } from './access-points.ts'
import { createJoint, type Joined } from './joint.ts'
import { createTail } from './tail.ts'
import { createTimeline } from './timeline.ts'

const CHANNEL = `0a484827${'1'.repeat(32)}`
const OTHER_CLOCK = `f0000000${'1'.repeat(32)}`
const NOW_MS = 1_790_000_000_000
const PACKET = 188

/** Viewers are sent `first` in chunks, then as much of `second` as is new to them. */
function join(
  first: Buffer,
  second: Buffer,
  chunk = 20 * PACKET,
): { sent: Buffer; how: Joined['kind'] | 'none' } {
  const timeline = createTimeline()
  const tail = createTail()
  const finder = createAccessPointFinder()
  const sent: Buffer[] = []
  const cuts = (stream: Buffer) =>
    Array.from({ length: Math.ceil(stream.length / chunk) }, (_, i) =>
      Buffer.from(stream.subarray(i * chunk, (i + 1) * chunk)),
    )
  for (const packets of cuts(first)) {
    tail.add(packets)
    finder.scan(packets)
    sent.push(timeline.pass(packets))
  }
  const joint = createJoint({
    tail: tail.read(),
    ticks: finder.newestTicks(),
    shiftTicks: timeline.shiftTicks(),
  })
  let how: Joined['kind'] | 'none' = 'none'
  for (const packets of cuts(second)) {
    const joined: Joined | undefined = how === 'none' ? joint.push(packets) : undefined
    if (joined?.kind === 'entry') timeline.switchSource(joined.shiftTicks)
    if (joined !== undefined) how = joined.kind
    if (how !== 'none') sent.push(timeline.pass(joined?.packets ?? packets))
  }
  return { sent: Buffer.concat(sent), how }
}

test('another engine of the same swarm: viewers go on with the very next packet', () => {
  const whole = broadcast(CHANNEL, NOW_MS, NOW_MS + 30_000)
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 90 }), fc.integer({ min: 1, max: 300 }), (percent, chunk) => {
      const cut = Math.floor((whole.length * percent) / 100 / PACKET) * PACKET
      const again = broadcast(CHANNEL, NOW_MS + 8000, NOW_MS + 30_000)
      const { sent, how } = join(whole.subarray(0, cut), again, chunk * PACKET)
      assert.equal(how, 'exact')
      assert.ok(sent.equals(whole))
    }),
    { numRuns: 30 },
  )
})

test('a padded stream is joined exactly too', () => {
  const whole = broadcast(CHANNEL, NOW_MS, NOW_MS + 12_000, 2000)
  const cut = Math.floor(whole.length / 2 / PACKET) * PACKET
  const { sent, how } = join(whole.subarray(0, cut), broadcast(CHANNEL, NOW_MS + 1000, NOW_MS + 12_000, 2000))
  assert.equal(how, 'exact')
  assert.ok(sent.equals(whole))
})

const ENTRIES: readonly [name: string, second: Buffer, longestStepS: number][] = [
  ['one that begins later', broadcast(CHANNEL, NOW_MS + 27_000, NOW_MS + 40_000), 12],
  ['one whose bytes differ', retimed(broadcast(CHANNEL, NOW_MS + 8000, NOW_MS + 40_000)), 6],
  ['one with another clock', broadcast(OTHER_CLOCK, NOW_MS, NOW_MS + 20_000), 6],
]
for (const [name, second, longestStepS] of ENTRIES)
  test(`after ${name}: counters go on, times rise, and it begins with the tables and a key frame`, () => {
    const first = broadcast(CHANNEL, NOW_MS, NOW_MS + 20_000)
    const { sent, how } = join(first, second)
    assert.equal(how, 'entry')
    assert.ok(sent.length > first.length + 50 * PACKET, 'something follows')
    const played = play(sent)
    assert.deepEqual([played.jumps, played.backwards], [0, 0])
    assert.ok(played.longestStepS < longestStepS, `${played.longestStepS} s`)
    const points = createAccessPointFinder().scan(Buffer.from(sent.subarray(first.length)))
    assert.equal(points[0]?.at, 2 * PACKET, 'two tables, then the frame')
  })

/** The same pictures in other bytes: each counter is one further. */
function retimed(stream: Buffer): Buffer {
  for (let at = 0; at < stream.length; at += PACKET) {
    const control = stream.readUInt8(at + 3)
    stream.writeUInt8((control & 0xf0) | ((control + 1) & 0x0f), at + 3)
  }
  return stream
}

test('joining twice: the second joint knows how far the first one moved the times', () => {
  const first = broadcast(CHANNEL, NOW_MS, NOW_MS + 20_000)
  const second = broadcast(OTHER_CLOCK, NOW_MS, NOW_MS + 20_000)
  const once = join(first, second)
  const twice = join(once.sent, broadcast(CHANNEL, NOW_MS + 90_000, NOW_MS + 99_000))
  assert.equal(twice.how, 'entry')
  const played = play(twice.sent)
  assert.deepEqual([played.jumps, played.backwards], [0, 0])
})

test('a source without a frame to start with is taken as it comes, in the end', () => {
  const joint = createJoint({ tail: Buffer.alloc(0), ticks: 5, shiftTicks: 0 })
  const silence = Buffer.concat(Array.from({ length: 5000 }, () => packet({ pid: 0x1fff })))
  let pushes = 0
  while (joint.push(silence) === undefined) pushes++
  assert.ok(pushes > 10 && pushes < 20)
})
