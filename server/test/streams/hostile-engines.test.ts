import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { after, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { fakeEngine, saying } from '@acestream-orchestrator/testing/fakes/engine'
import { aStart, trackerBench } from '@acestream-orchestrator/testing/fakes/streams'
import { createEngineHttp } from '../../src/acestream/http.ts'
import { createSessionClient } from '../../src/acestream/session-client.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { fixed } from '../../src/lib/live.ts'
import { silentLogger } from '../../src/lib/log.ts'
import { createRecentSamples } from '../../src/streams/sampling/recent.ts'
import { startSampler } from '../../src/streams/sampling/sampler.ts'

const INTERVAL_MS = 250
/** Long enough that a loaded machine still hears the good engine, short enough that a hanging one misses often. */
const TIMEOUT_MS = 1000
const SETTLED_WITHIN_MS = 30_000
/** Reads of the good engine that the others must leave alone. */
const ENOUGH_READS = 8

const healthy = (): RequestListener => {
  let downloaded = 0
  return (_request, response) => {
    downloaded += 16_384
    response.end(`{"response": {"status": "dl", "peers": 3, "downloaded": ${downloaded}}, "error": null}`)
  }
}

let hung = 0
const hanging: RequestListener = () => {
  hung++
}

/** 100 MB, as fast as they are read. */
const huge: RequestListener = (_request, response) => {
  const chunk = Buffer.alloc(1024 * 1024, 'x')
  let left = 100
  const send = () => {
    while (left-- > 0) if (!response.write(chunk)) return response.once('drain', send)
    return response.end()
  }
  send()
}

const engines: readonly [id: string, listener: RequestListener, reason: Reason][] = [
  ['hangs', hanging, { code: 'probe_timeout', timeoutMs: 1000 }],
  ['huge', huge, { code: 'answer_too_long', mostBytes: 1024 * 1024 }],
  ['garbage', saying('<html>not json</html>'), { code: 'not_json', text: '<html>not json</html>' }],
  [
    'http-500',
    saying("Internal Server Error, couldn't find resource", 500),
    { code: 'unexpected_status', status: 500, text: "Internal Server Error, couldn't find resource" },
  ],
  [
    'json-error',
    saying('{"response": null, "error": "access denied"}'),
    { code: 'engine_error', text: 'access denied' },
  ],
  ['array', saying('{"response": [1, 2], "error": null}'), { code: 'not_statistics' }],
]

test('engines that answer nonsense leave gaps with their reasons, bounded memory, and others on their beat', async () => {
  const http = createEngineHttp(4)
  after(() => http.close())
  const bench = trackerBench()
  const missed = new Set<string>()
  let reads = 0
  const good = healthy()
  const timed: RequestListener = (request, response) => {
    reads++
    good(request, response)
  }
  for (const [id, listener] of [...engines, ['good', timed] as const]) {
    const engine = await fakeEngine(listener)
    after(() => engine[Symbol.asyncDispose]())
    bench.engines.set(id, { dial: engine.address, answering: id === 'good' })
    await bench.tracker.started(aStart({ engine: id, key: id }))
  }
  const recent = createRecentSamples()
  const sampler = startSampler({
    ...bench,
    clock: systemClock,
    sessions: createSessionClient(http),
    samples: { append: () => {} },
    recent,
    logger: silentLogger,
    settings: fixed({ intervalMs: INTERVAL_MS }),
    timeoutMs: TIMEOUT_MS,
    onMiss: (engineId) => missed.add(engineId),
  })
  const memoryBefore = process.memoryUsage().rss
  const phaseOf = async (id: string) => (await bench.tracker.get(`${id}|s1`))?.phase
  await settled(async () => {
    const phases = await Promise.all(engines.map(([id]) => phaseOf(id)))
    return (
      phases.every((phase) => phase === 'unknown') &&
      (await phaseOf('good')) === 'active' &&
      reads >= ENOUGH_READS
    )
  })
  await sampler.stop()

  for (const [id, , reason] of engines) {
    const stream = await bench.tracker.get(`${id}|s1`)
    assert.equal(stream?.phase, 'unknown', id)
    assert.deepEqual(stream?.phaseReason, { code: 'engine_not_answering', reason })
    assert.deepEqual(recent.read(`${id}|s1`), [])
  }
  for (const [id] of engines) assert.ok(missed.has(id), id)
  assert.ok(recent.read('good|s1').length > 0)
  assert.ok(reads > 2 * hung, `${reads} reads of the good engine beside ${hung} of the one that hangs`)
  const grownMb = (process.memoryUsage().rss - memoryBefore) / 1e6
  assert.ok(grownMb < 80, `grew by ${grownMb} MB`)
})

async function settled(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + SETTLED_WITHIN_MS
  while (!(await holds())) {
    assert.ok(performance.now() < deadline, `not settled within ${SETTLED_WITHIN_MS} ms`)
    await systemClock.sleep(50)
  }
}
