import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startEngine } from '@acestream-orchestrator/emulator/engine'
import { codesOf, fakeEngines, fakeStore, readableIds } from '@acestream-orchestrator/testing/fakes/streams'
import { createEngineHttp } from '../../src/acestream/http.ts'
import { createSessionClient } from '../../src/acestream/session-client.ts'
import { readStart } from '../../src/api/read/stream.ts'
import type { JournalEvent } from '../../src/journal/journal-event.ts'
import { type Clock, systemClock } from '../../src/lib/clock.ts'
import { fixed } from '../../src/lib/live.ts'
import { silentLogger } from '../../src/lib/log.ts'
import { startAbandonment } from '../../src/streams/actions/abandonment.ts'
import { createStreamActions } from '../../src/streams/actions/actions.ts'
import { startTitles } from '../../src/streams/actions/titles.ts'
import { createRecentSamples } from '../../src/streams/sampling/recent.ts'
import { startSampler } from '../../src/streams/sampling/sampler.ts'
import type { Stream } from '../../src/streams/stream.ts'
import { createTracker } from '../../src/streams/tracker.ts'

/** Everything takes a tenth of its time: the emulator's waits and ours alike. */
const SPEED_UP = 10
const CONTENT = 'c0ffee0000000000000000000000000000000001'
const DEAD_CONTENT = 'c0ffee0000000000000000000000000000000002'
const BITRATE_KBPS = 4000
const BYTES_PER_PIECE = 16_384

const fastClock: Clock = {
  now: () => Date.now(),
  elapsedMs: () => performance.now() * SPEED_UP,
  sleep: (ms, signal) => systemClock.sleep(ms / SPEED_UP, signal),
}

interface Started {
  readonly playback_url: string
  readonly stat_url: string
  readonly command_url: string
  readonly playback_session_id: string
  readonly is_live: number
}

/** An emulated engine, followed as the orchestrator follows a real one. */
async function follow(t: TestContext, abandonedAfterMs = Number.POSITIVE_INFINITY) {
  const emulator = await startEngine({ timeScale: SPEED_UP, bitrateKbps: BITRATE_KBPS })
  const engines = fakeEngines()
  engines.set('e1', { dial: { host: '127.0.0.1', port: emulator.port } })
  const http = createEngineHttp(4)
  const sessions = createSessionClient(http)
  const recorded: JournalEvent[] = []
  const tracker = createTracker({
    store: fakeStore(),
    engines,
    sessions,
    newId: readableIds(),
    recorder: { record: (event) => recorded.push(event) },
    clock: fastClock,
    logger: silentLogger,
    patience: fixed({ lostAfterMs: 120_000, abandonedAfterMs }),
  })
  const recent = createRecentSamples()
  const common = { tracker, engines, sessions, clock: fastClock, logger: silentLogger }
  const sampler = startSampler({
    ...common,
    samples: { append: () => {} },
    recent,
    settings: fixed({ intervalMs: 5000 }),
    timeoutMs: 300,
    onMiss: () => {},
  })
  const titles = startTitles(common)
  const life = new AbortController()
  const actions = createStreamActions({ ...common, timeoutMs: 1000, signal: life.signal })
  const stopAbandonment = startAbandonment({ ...common, actions })
  t.after(async () => {
    stopAbandonment()
    life.abort()
    await Promise.all([sampler.stop(), titles.stop()])
    await http.close()
    await emulator.close()
  })

  /** What a proxy does: start, report, read. Resolves with the stream and the end of its reader. */
  async function play(contentId: string) {
    const answer = await fetch(
      `${emulator.url}/ace/getstream?format=json&id=${contentId}&pid=${crypto.randomUUID()}`,
    )
    const { response } = (await answer.json()) as { response: Started }
    const started = readStart({
      container_id: 'e1',
      engine: { host: 'localhost', port: emulator.port },
      stream: { key_type: 'content_id', key: contentId },
      session: response,
      labels: { stream_id: `${contentId}|${response.playback_session_id}` },
    })
    const stream = await tracker.started(started)
    return { id: stream.id, read: () => bytesUntilCut(response.playback_url, life.signal) }
  }

  async function until(id: string, holds: (stream: Stream) => boolean): Promise<Stream> {
    const deadline = performance.now() + 8000
    for (;;) {
      const stream = await tracker.get(id)
      assert.ok(stream)
      if (holds(stream)) return stream
      if (performance.now() > deadline)
        assert.fail(`still ${stream.phase} ${JSON.stringify(stream.phaseReason)} after ${codesOf(recorded)}`)
      await systemClock.sleep(20)
    }
  }
  const phase = (id: string, wanted: Stream['phase']) => until(id, (stream) => stream.phase === wanted)
  return { emulator, engines, tracker, recent, actions, recorded, play, until, phase }
}

test('a stream starts, prebuffers, plays, stalls, recovers, hangs with its engine, and is stopped', async (t) => {
  const { emulator, engines, tracker, actions, recorded, play, until, phase } = await follow(t)
  const { id, read } = await play(CONTENT)
  await until(id, ({ phaseReason }) => phaseReason?.code === 'not_read_yet')
  const reading = read()
  await until(id, ({ phaseReason: reason }) => {
    return reason?.code === 'prebuffering' && Number(reason.percent) > 0 && Number(reason.peers) > 0
  })
  await phase(id, 'active')

  emulator.fault({ delivery: 'stall' })
  const stalled = await phase(id, 'stalled')
  assert.equal(stalled.engineStatus, 'dl')
  emulator.clearFaults()
  await phase(id, 'active')

  emulator.fault({ delivery: 'starved' })
  const starved = (await phase(id, 'stalled')).phaseReason
  assert.ok(starved?.code === 'no_data' && starved.peers === 0)
  emulator.clearFaults()
  await phase(id, 'active')

  emulator.fault({ api: 'hang' })
  engines.set('e1', { answering: false })
  const hung = (await phase(id, 'unknown')).phaseReason
  assert.ok(hung?.code === 'engine_not_answering' && hung.reason.code === 'probe_timeout')
  emulator.clearFaults()
  engines.set('e1', { answering: true })
  await phase(id, 'active')

  const ended = await actions.stop(id)
  assert.deepEqual([ended?.endReason, tracker.startedOn('e1')], ['stopped', []])
  assert.ok((await reading) > 0)
  assert.equal(emulator.counters().sessions, 0)
  assert.equal(typeof ended?.title, 'string')
  assert.deepEqual(codesOf(recorded), [
    'stream.started',
    'stream.active',
    'stream.stalled',
    'stream.active',
    'stream.stalled',
    'stream.active',
    'stream.unknown',
    'stream.active',
    'stream.ended',
  ])
})

test('every figure is the one that the engine itself counts, in its unit', async (t) => {
  const { emulator, tracker, recent, play, phase } = await follow(t)
  const { id, read } = await play(CONTENT)
  void read()
  await phase(id, 'active')
  await systemClock.sleep(3000)
  const before = emulator.counters()
  const stampMs = performance.now()
  await systemClock.sleep(2000)
  const after = emulator.counters()
  const trueRate = (after.bytesDownloaded - before.bytesDownloaded) / ((performance.now() - stampMs) / 1000)

  const stream = await tracker.get(id)
  assert.ok(stream?.speedDown && stream.downloaded)
  assert.ok(
    Math.abs(stream.speedDown * 1024 - trueRate) < trueRate * 0.35,
    `${stream.speedDown} KiB/s, ${trueRate} B/s`,
  )
  assert.equal(stream.downloaded % BYTES_PER_PIECE, 0)
  assert.ok(stream.downloaded > before.bytesDownloaded - BYTES_PER_PIECE)
  assert.ok(stream.downloaded <= emulator.counters().bytesDownloaded)
  assert.ok((stream.uploaded ?? 0) <= emulator.counters().bytesUploaded)
  assert.equal(stream.peers, emulator.counters().peers)
  const samples = recent.read(id)
  const totals = samples.flatMap(({ downloaded }) => (downloaded === null ? [] : [downloaded]))
  assert.deepEqual(
    totals,
    [...totals].sort((a, b) => a - b),
  )
  assert.equal(stream.totals.samples, samples.filter(({ speedDown }) => speedDown !== null).length)
})

test('a dead channel is recorded from a slow one, and an engine that dies ends its streams', async (t) => {
  const { emulator, engines, tracker, play, phase } = await follow(t)
  emulator.fault({ channel: 'dead' }, DEAD_CONTENT)
  const dead = await play(DEAD_CONTENT)
  void dead.read()
  const alive = await play(CONTENT)
  void alive.read()
  await phase(alive.id, 'active')
  assert.deepEqual((await phase(dead.id, 'stalled')).phaseReason, {
    code: 'no_data',
    forMs: 20_000,
    peers: 0,
    status: 'prebuf',
  })

  emulator.crash({ exitCode: 137 })
  engines.set('e1', { answering: false })
  const refused = (await phase(alive.id, 'unknown')).phaseReason
  assert.ok(refused?.code === 'engine_not_answering' && refused.reason.code === 'connection_refused')
  tracker.engineGone('e1', 'engine_gone', {
    code: 'exited',
    exitCode: 137,
    oomKilled: false,
    error: null,
    lastWords: null,
  })
  for (const { id } of [dead, alive]) assert.equal((await tracker.get(id))?.endReason, 'engine_gone')
})

test('a session that its engine has forgotten ends, without anybody saying so', async (t) => {
  const { emulator, tracker, play, until } = await follow(t)
  const { id } = await play(CONTENT)
  const stream = await tracker.get(id)
  assert.ok(stream)
  await fetch(`${emulator.url}${stream.commandPath}?method=stop`)
  assert.equal((await until(id, ({ phase }) => phase === 'ended')).endReason, 'session_unknown')
})

test('a stalled stream that nobody reads is stopped on its engine and ends as abandoned', async (t) => {
  const { emulator, tracker, play, phase, until, recorded } = await follow(t, 30_000)
  const { id } = await play(CONTENT)
  await phase(id, 'active')
  emulator.fault({ delivery: 'stall' })
  const ended = await until(id, (stream) => stream.phase === 'ended')
  assert.equal(ended.endReason, 'abandoned')
  assert.deepEqual([emulator.counters().sessions, tracker.startedOn('e1')], [0, []])
  assert.deepEqual(ended.endDetail, { code: 'abandoned', forMs: 30_000 })
  assert.equal(codesOf(recorded).at(-1), 'stream.ended')
})

test('a session that nobody ever read is abandoned too, one on a delivering engine is not', async (t) => {
  const { emulator, engines, play, until, phase } = await follow(t, 30_000)
  emulator.fault({ channel: 'dead' }, DEAD_CONTENT)
  engines.set('e1', { delivering: true })
  const { id } = await play(DEAD_CONTENT)
  await phase(id, 'stalled')
  await systemClock.sleep(4000)
  const stream = await phase(id, 'stalled')
  assert.equal(stream.endReason, null)
  engines.set('e1', { delivering: false })
  assert.equal((await until(id, ({ phase }) => phase === 'ended')).endReason, 'abandoned')
})

/** Reads media like a player, until the engine or the test cuts it. */
async function bytesUntilCut(url: string, signal: AbortSignal): Promise<number> {
  let bytes = 0
  try {
    const media = await fetch(url, { signal })
    for await (const chunk of media.body ?? []) bytes += chunk.length
  } catch {
    // the end of every reading here
  }
  return bytes
}
