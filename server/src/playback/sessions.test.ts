import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStart, trackerBench } from '@acestream-orchestrator/testing/fakes/streams'
import { DomainError } from '../lib/errors.ts'
import { silentLogger } from '../lib/log.ts'
import { createAudience } from './audience.ts'
import { createProxySessions, type ProxySession, SILENT_AFTER_MS } from './sessions.ts'

const session = (engine: string, name: string, viewers = 1): ProxySession => ({
  ...aStart({ engine, key: `key-${name}`, session: name }),
  viewers,
  viewerList: [],
})

/** `refusing`: engines do not take a stop. */
function bench(from = trackerBench(), refusing = { on: false }) {
  const stopped: string[] = []
  const noted: string[][] = []
  const proxies = createProxySessions({
    audience: createAudience(),
    vacancy: { note: (proxy, engines) => noted.push([proxy, ...(engines ?? ['gone'])]) },
    tracker: from.tracker,
    actions: {
      abandon: async (id, why) => {
        if (refusing.on) throw new DomainError('engine_refused', { code: 'session_still_runs' })
        stopped.push(id)
        return from.tracker.end(id, 'abandoned', why)
      },
    },
    clock: from.clock,
    logger: silentLogger,
  })
  const running = () => [...from.tracker.running()].map(({ sessionId }) => sessionId).sort()
  return { ...from, proxies, stopped, running, noted }
}

test('what a proxy has open are streams of it, with their viewers', async () => {
  const { proxies, tracker } = bench()
  await proxies.report('p', [session('e1', 's1', 3)])
  const [stream] = [...tracker.running()]
  assert.deepEqual([stream?.source, stream?.labels['proxy'], stream?.sessionId], ['proxy', 'p', 's1'])
  assert.equal(proxies.viewers(stream?.id ?? ''), 3)
  await proxies.report('p', [session('e1', 's1', 0)])
  assert.equal(proxies.viewers(stream?.id ?? ''), 0)
  assert.equal(proxies.viewers('another'), null)
})

test('another number of viewers is said once, for that stream alone', async () => {
  const { proxies } = bench()
  const said: [session: string, viewers: number | null][] = []
  await proxies.report('p', [session('e1', 's1'), session('e2', 's2')])
  proxies.recounted.on(({ id, sessionId }) => said.push([sessionId, proxies.viewers(id)]))
  await proxies.report('p', [session('e1', 's1'), session('e2', 's2')])
  assert.deepEqual(said, [])
  for (let i = 0; i < 2; i++) await proxies.report('p', [session('e1', 's1', 5), session('e2', 's2')])
  assert.deepEqual(said, [['s1', 5]])
})

test('where players reach a proxy is known as long as it is there', async () => {
  const { proxies, clock } = bench()
  const front = { host: '0.0.0.0', port: 6878, publicUrl: null, needsKey: true }
  await proxies.report('older', [])
  await proxies.report('p', [], front)
  assert.deepEqual(proxies.fronts(), [front])
  await clock.advance(SILENT_AFTER_MS + 5000)
  assert.deepEqual(proxies.fronts(), [])
})

test('the same report again changes nothing; what is missing has ended', async () => {
  const { proxies, running, recorded } = bench()
  const both = [session('e1', 's1'), session('e2', 's2')]
  await proxies.report('p', both)
  const told = recorded.length
  await proxies.report('p', both)
  assert.equal(recorded.length, told)
  await proxies.report('p', [session('e2', 's2')])
  assert.deepEqual(running(), ['s2'])
  await proxies.report('p', [])
  assert.deepEqual(running(), [])
})

test('one proxy says nothing about the sessions of another, nor about those that others report', async () => {
  const { proxies, running, tracker } = bench()
  await tracker.started(aStart({ engine: 'e1', key: 'x', session: 'other' }))
  await proxies.report('p', [session('e1', 's1')])
  await proxies.report('q', [session('e2', 's2')])
  await proxies.report('p', [])
  assert.deepEqual(running(), ['other', 's2'])
})

test('a stream that was ended here is not begun again while its proxy still has it', async () => {
  const { proxies, running, tracker } = bench()
  await proxies.report('p', [session('e1', 's1')])
  const [stream] = [...tracker.running()]
  await tracker.end(stream?.id ?? '', 'stopped', null)
  await proxies.report('p', [session('e1', 's1')])
  assert.deepEqual(running(), [])
})

test('a session on an engine that is not known yet becomes a stream once it is', async () => {
  const { proxies, running, engines } = bench()
  await proxies.report('p', [session('e9', 's1'), session('e1', 's2')])
  assert.deepEqual(running(), ['s2'])
  engines.set('e9')
  await proxies.report('p', [session('e9', 's1'), session('e1', 's2')])
  assert.deepEqual(running(), ['s1', 's2'])
})

test('the sessions of a proxy that is silent are stopped on their engines, and not before', async () => {
  const { proxies, clock, stopped, running } = bench()
  await proxies.report('p', [session('e1', 's1')])
  await proxies.report('q', [session('e2', 's2')])
  await clock.advance(SILENT_AFTER_MS - 1000)
  await proxies.report('q', [session('e2', 's2')])
  assert.deepEqual(running(), ['s1', 's2'])
  await clock.advance(4000)
  assert.deepEqual(running(), ['s2'])
  assert.equal(stopped.length, 1)
})

test('after our restart a proxy has as long to be heard again; then its sessions are stopped', async () => {
  const before = bench()
  await before.proxies.report('p', [session('e1', 's1'), session('e1', 's2')])
  await before.proxies.stop()
  const after = bench(before)
  await after.clock.advance(SILENT_AFTER_MS - 1000)
  await after.proxies.report('p', [session('e1', 's1')])
  assert.deepEqual(after.running(), ['s1'], 's2 ended while we were away')
  await after.clock.advance(60_000)
  assert.deepEqual(after.running(), [])
})

test('an engine that does not take the stop is asked again later', async () => {
  const refusing = { on: true }
  const { proxies, clock, running } = bench(trackerBench(), refusing)
  await proxies.report('p', [session('e1', 's1')])
  await clock.advance(SILENT_AFTER_MS + 10_000)
  assert.deepEqual(running(), ['s1'])
  refusing.on = false
  await clock.advance(40_000)
  assert.deepEqual(running(), [])
})

test('which engines are watched is told with each report, and that a proxy has gone', async () => {
  const { proxies, clock, noted } = bench()
  await proxies.report('p', [session('e1', 's1'), session('e2', 's2', 0)])
  await clock.advance(60_000)
  assert.deepEqual(noted, [
    ['p', 'e1'],
    ['p', 'gone'],
  ])
})
