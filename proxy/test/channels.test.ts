import assert from 'node:assert/strict'
import { test } from 'node:test'
import { infohashOf } from '@acestream-orchestrator/emulator/engine/identity'
import type { Content } from '../src/engine/content.ts'
import type { Channel } from '../src/playback/channel.ts'
import { play } from './played.ts'
import { channelsOver, LIMITS, type Recorder, recorder, startPool, type TestChannels, until } from './pool.ts'

const contentOf = (digit: string): Content => ({ kind: 'content_id', value: digit.repeat(40) })
const CONTENT = contentOf('a')
const SOME_BYTES = 200_000

/** One viewer of a content, once it has something. */
async function watch(channels: TestChannels, content = CONTENT) {
  const { channel, release } = await channels.open(content)
  assert.equal(await channel.started, null)
  const sink = recorder()
  const viewer = channel.add(sink)
  return {
    channel,
    sink,
    leave: () => {
      channel.remove(viewer)
      release()
    },
  }
}

const bytesOf = ({ received }: Recorder) => received.reduce((sum, { length }) => sum + length, 0)
const playedBy = ({ received }: Recorder) => play(Buffer.concat(received))

async function receives(sink: Recorder, more = SOME_BYTES): Promise<void> {
  const before = bytesOf(sink)
  await until(() => bytesOf(sink) >= before + more)
}

const reasonOf = async (channel: Channel) => (await channel.started)?.code

test('viewers of one content share one session, and what they get is playable from its first packet', async () => {
  await using pool = await startPool(2)
  const channels = channelsOver(pool)
  const viewers = await Promise.all([watch(channels), watch(channels), watch(channels)])
  for (const { sink } of viewers) await receives(sink)
  assert.equal(
    pool.engines.reduce((sum, engine) => sum + engine.counters().starts, 0),
    1,
  )
  for (const { sink } of viewers) {
    const { jumps, backwards } = playedBy(sink)
    assert.deepEqual([jumps, backwards], [0, 0])
  }
  await channels.close({ code: 'shutting_down' })
  assert.equal(pool.sessions(), 0)
  assert.ok(viewers.every(({ sink }) => sink.hasEnded()))
})

test('a content id and its infohash are one content, whichever comes first', async () => {
  await using pool = await startPool(2)
  const channels = channelsOver(pool)
  const infohash: Content = { kind: 'infohash', value: infohashOf(CONTENT.value) }
  const byInfohash = await watch(channels, infohash)
  const byContentId = await watch(channels)
  assert.equal(byContentId.channel, byInfohash.channel)
  await channels.close({ code: 'shutting_down' })
  const again = await watch(channels)
  assert.equal((await watch(channels, infohash)).channel, again.channel)
  await channels.close({ code: 'shutting_down' })
})

test('an id that is an infohash in truth is played', async () => {
  await using pool = await startPool(1)
  const channels = channelsOver(pool)
  const { sink } = await watch(channels, { kind: 'content_id', value: infohashOf('b'.repeat(40)) })
  await receives(sink)
  await channels.close({ code: 'shutting_down' })
})

test('a session is kept for a while after the last viewer, then it is stopped', async () => {
  await using pool = await startPool(1)
  const channels = channelsOver(pool)
  const first = await watch(channels)
  first.leave()
  const again = await watch(channels)
  assert.equal(again.channel, first.channel)
  again.leave()
  await until(() => pool.sessions() === 0)
  assert.deepEqual(channels.happened, ['ended:quiet'])
})

test('somebody who leaves while the engine still starts leaves no session', async () => {
  await using pool = await startPool(1, { faults: { startDelayMs: 600 } })
  const channels = channelsOver(pool, { emptyGraceMs: 20 })
  const { release } = await channels.open(CONTENT)
  release()
  await until(() => channels.happened.length === 1)
  await until(() => pool.engines[0]?.counters().starts === 1 && pool.sessions() === 0)
})

test('zapping through more channels than there are engines: each plays, and none is left', async () => {
  await using pool = await startPool(2)
  const channels = channelsOver(pool, { emptyGraceMs: 60_000 })
  for (const digit of '0123456789') {
    const { leave, sink } = await watch(channels, contentOf(digit))
    await receives(sink, 1000)
    leave()
  }
  assert.ok(pool.sessions() <= 2)
  await channels.close({ code: 'shutting_down' })
  assert.equal(pool.sessions(), 0)
})

const DEAD: readonly [name: string, faults: object, code: string, starts: number][] = [
  ['a channel without peers', { channel: 'dead' }, 'no_peers', 2],
  ['a channel with peers and no data', { channel: 'no-data' }, 'no_data', 2],
  ['a content that no engine knows', { channel: 'unknown' }, 'content_unknown', 0],
  ['an engine that answers garbage', { starts: 'garbage' }, 'engine_garbage', 0],
  ['an engine that breaks off', { starts: 'reset' }, 'engine_unreachable', 0],
  ['an engine that has no media', { media: 'http-500' }, 'engine_status', 2],
]
for (const [name, faults, code, starts] of DEAD)
  test(`${name}: tried on a second engine at most, then told as ${code}, and nothing is left open`, async () => {
    await using pool = await startPool(3, { faults })
    const channels = channelsOver(pool)
    const { channel } = await channels.open(CONTENT)
    assert.equal(await reasonOf(channel), code)
    assert.equal(
      pool.engines.reduce((sum, engine) => sum + engine.counters().starts, 0),
      starts,
    )
    await channels.close({ code: 'shutting_down' })
    assert.equal(pool.sessions(), 0)
  })

test('a start that takes too long, all attempts together, is told as that, and its session is stopped', async () => {
  await using pool = await startPool(1, { faults: { startDelayMs: 700 } })
  const channels = channelsOver(pool, { startTimeoutMs: 200 })
  const { channel } = await channels.open(CONTENT)
  assert.equal(await reasonOf(channel), 'start_timeout')
  await channels.close({ code: 'shutting_down' })
  assert.equal(pool.engines[0]?.counters().starts, 1)
  assert.equal(pool.sessions(), 0)
})

test('all engines in use: the caller hears it at once', async () => {
  await using pool = await startPool(1)
  const channels = channelsOver(pool)
  await watch(channels)
  assert.equal(await reasonOf((await channels.open(contentOf('c'))).channel), 'no_engine')
  await channels.close({ code: 'shutting_down' })
})

const LOSSES: readonly [
  name: string,
  lose: (engine: import('@acestream-orchestrator/emulator/engine').Engine) => void,
  code: string,
][] = [
  ['dies', (engine) => engine.crash(), 'closed_by_engine'],
  ['cuts the connection', (engine) => engine.cut(), 'closed_by_engine'],
  ['stalls', (engine) => engine.fault({ delivery: 'stall' }), 'stalled'],
]
for (const [name, lose, code] of LOSSES)
  test(`an engine that ${name}: viewers go on with the next packet of another one`, async () => {
    await using pool = await startPool(3)
    const channels = channelsOver(pool)
    const viewers = await Promise.all([watch(channels), watch(channels)])
    for (const { sink } of viewers) await receives(sink)
    const lost = pool.engines.find((engine) => engine.state().sessions.length > 0)
    assert.ok(lost)
    lose(lost)
    for (const { sink } of viewers) await receives(sink, 3 * SOME_BYTES)
    for (const { sink } of viewers) {
      const { jumps, backwards, longestStepS } = playedBy(sink)
      assert.deepEqual([jumps, backwards], [0, 0])
      assert.ok(longestStepS < 0.5, `${longestStepS} s are missing`)
    }
    assert.deepEqual(channels.happened, [`failover:${code}`])
    await until(() => pool.sessions() === 1)
    await channels.close({ code: 'shutting_down' })
    assert.equal(pool.sessions(), 0)
  })

test('an engine that stalls and goes on before another one delivers keeps its viewers', async () => {
  await using pool = await startPool(2)
  const channels = channelsOver(pool)
  const { sink } = await watch(channels)
  await receives(sink)
  const [first, second] = pool.engines
  second?.fault({ channel: 'dead' })
  first?.fault({ delivery: 'stall' })
  await until(() => channels.happened.length === 1 && pool.sessions() === 2)
  first?.fault({ delivery: 'ok' })
  await receives(sink)
  await until(() => second?.state().sessions.length === 0)
  assert.equal(first?.counters().starts, 1)
  assert.deepEqual(channels.happened, ['failover:stalled'])
  await channels.close({ code: 'shutting_down' })
})

test('the only engine cuts: it is asked again', async () => {
  await using pool = await startPool(1)
  const channels = channelsOver(pool)
  const { sink } = await watch(channels)
  await receives(sink)
  pool.engines[0]?.cut()
  await until(() => pool.engines[0]?.counters().starts === 2)
  await receives(sink, 3 * SOME_BYTES)
  assert.deepEqual(channels.happened, ['failover:closed_by_engine'])
  await channels.close({ code: 'shutting_down' })
})

test('an engine that cuts again and again: in the end viewers are told', async () => {
  await using pool = await startPool(2, { faults: { delivery: 'cut' } })
  const channels = channelsOver(pool)
  const { channel, sink } = await watch(channels)
  const reason = await channel.ended
  assert.ok(reason?.code === 'failovers_exhausted' && reason.reason.code === 'closed_by_engine')
  assert.ok(sink.hasEnded())
  await channels.close({ code: 'shutting_down' })
  assert.equal(pool.sessions(), 0)
})

test('a viewer that takes nothing is dropped; the others notice nothing', async () => {
  await using pool = await startPool(1)
  const channels = channelsOver(pool)
  const good = await watch(channels)
  const slow = await watch(channels)
  slow.sink.pause()
  await until(() => channels.happened.includes('dropped'), LIMITS.viewerStallMs + 3000)
  assert.ok(slow.sink.hasEnded())
  assert.equal(good.channel.viewers.size, 1)
  await receives(good.sink)
  const { jumps, longestStepS } = playedBy(good.sink)
  assert.equal(jumps, 0)
  assert.ok(longestStepS < 0.5)
  await channels.close({ code: 'shutting_down' })
})

test('an engine is left while it goes on, with the very next packet', async () => {
  await using pool = await startPool(2)
  const channels = channelsOver(pool)
  const { channel, sink } = await watch(channels)
  await receives(sink)
  const [before] = channel.sessions()
  channel.leave('another')
  channel.leave(before?.lease.engineId ?? '')
  await until(() => {
    const [now, ...others] = channel.sessions()
    return others.length === 0 && now?.isPlaying === true && now.lease.engineId !== before?.lease.engineId
  })
  await receives(sink)
  assert.deepEqual(channels.happened, ['failover:evicted'])
  const { jumps, backwards } = playedBy(sink)
  assert.deepEqual([jumps, backwards], [0, 0])
  await channels.close({ code: 'shutting_down' })
  assert.equal(pool.sessions(), 0)
})

test('an engine that is to be left is kept where there is no other one', async () => {
  await using pool = await startPool(1)
  const channels = channelsOver(pool)
  const { channel, sink } = await watch(channels)
  await receives(sink)
  const [before] = channel.sessions()
  channel.leave(before?.lease.engineId ?? '')
  await receives(sink)
  assert.equal(channel.sessions()[0]?.session.sessionId, before?.session.sessionId)
  assert.equal(sink.hasEnded(), false)
  await channels.close({ code: 'shutting_down' })
})
