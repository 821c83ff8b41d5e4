import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import { aStart, fakeEngines } from '@acestream-orchestrator/testing/fakes/streams'
import { identityOf, isSameSession, namedEngine, unknownEngine } from './report.ts'

describe('the engine of a start report', () => {
  const engines = fakeEngines('e1', 'e2')
  test('is found by its container before its address', () => {
    const report = { ...aStart({ engine: 'e2' }), engineAddress: { host: '10.0.0.1', port: 6878 } }
    assert.equal(namedEngine(report, engines)?.id, 'e2')
  })
  test('is found by its address when the container is not ours, or not named', () => {
    const engineAddress = { host: '10.0.0.2', port: 6878 }
    for (const containerId of ['another', null])
      assert.equal(namedEngine({ containerId, engineAddress }, engines)?.id, 'e2')
  })
  test('is never invented', () => {
    assert.equal(namedEngine(aStart({ engine: 'nobody' }), engines), undefined)
    assert.deepEqual(unknownEngine(aStart({ engine: 'nobody' })).reason, {
      code: 'reported_engine_unknown',
      container: 'nobody',
      address: 'localhost:6878',
    })
  })
})

describe('the same session', () => {
  const stream = aStream('s', { sessionId: 's1', statPath: '/ace/stat/aa/BB', engineId: 'e1' })
  const cases = [
    [
      'is one with the same URLs in other letters',
      { sessionId: 's1', statPath: '/ace/stat/AA/bb' },
      'e1',
      true,
    ],
    [
      'may have an engine that is not known',
      { sessionId: 's1', statPath: '/ace/stat/aa/bb' },
      undefined,
      true,
    ],
    ['is on one engine', { sessionId: 's1', statPath: '/ace/stat/aa/bb' }, 'e2', false],
    ['has one session id', { sessionId: 's2', statPath: '/ace/stat/aa/bb' }, 'e1', false],
    ['has one path', { sessionId: 's1', statPath: '/ace/stat/aa/cc' }, 'e1', false],
  ] as const
  for (const [what, report, engine, expected] of cases)
    test(what, () => assert.equal(isSameSession(stream, report, engine && { id: engine }), expected))
})

test('what stays the same for a stream’s life is what was reported, on our engine, under our id', () => {
  const report = aStart({ key: 'k', session: 's' })
  const { containerId: _, engineAddress: __, statAddress: ___, warning: ____, ...reported } = report
  assert.deepEqual(identityOf(report, { id: 'e9', name: 'acestream-9' }, 'event', 'ours'), {
    ...reported,
    id: 'ours',
    engineId: 'e9',
    engineName: 'acestream-9',
    source: 'event',
  })
})
