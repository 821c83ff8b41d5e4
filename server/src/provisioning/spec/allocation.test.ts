import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aNode, anEngine, aPolicy, aWorld, inWorld } from '@acestream-orchestrator/testing/builders/world'
import { openLedger, takeName, takePorts } from './allocation.ts'

const { ranges } = aPolicy().spec
const plain = { ranges, node: null, http: null, p2p: null } as const
const fleet = aWorld({ engines: [1, 2].map((number) => inWorld(anEngine({ number }))) })

describe('names', () => {
  test('are the lowest free numbers, those of the plan so far included', () => {
    const ledger = openLedger(aWorld({ takenNames: new Set(['acestream-1', 'acestream-3']) }))
    const names = [1, 2, 3].map(() => takeName(ledger, 'acestream'))
    assert.deepEqual(names, ['acestream-2', 'acestream-4', 'acestream-5'])
    assert.equal(takeName(ledger, 'svc'), 'svc-1')
  })
})

describe('ports', () => {
  test('are free on the whole host', () => {
    const ledger = openLedger(fleet)
    assert.deepEqual(takePorts(ledger, plain), { http: 19_002, https: 22_002, api: 20_002, p2p: 21_002 })
    assert.deepEqual(takePorts(ledger, plain), { http: 19_003, https: 22_003, api: 20_003, p2p: 21_003 })
  })

  test("are an engine's own business where each has an address of its own", () => {
    const ledger = openLedger({ ...fleet, portScope: 'per_engine' })
    const first = { http: 19_000, https: 22_000, api: 20_000, p2p: 21_000 }
    assert.deepEqual(takePorts(ledger, plain), first)
    assert.deepEqual(takePorts(ledger, plain), first)
  })

  test('that are taken in one VPN only are used in the others', () => {
    const ledger = openLedger(aWorld())
    const crowded = aNode({ occupiedPorts: new Set([19_000]) })
    const httpIn = (node: typeof crowded) => {
      const ports = takePorts(ledger, { ...plain, node })
      return 'http' in ports ? ports.http : ports.exhausted
    }
    assert.equal(httpIn(crowded), 19_001)
    assert.equal(httpIn(aNode({ name: 'spare' })), 19_000)
    assert.equal(httpIn(crowded), 19_002)
  })

  test('of ranges that overlap differ within one engine', () => {
    const same = { first: 5000, last: 5003 }
    const overlapping = { http: same, https: same, api: same, p2p: same }
    const ledger = openLedger(aWorld())
    const ports = takePorts(ledger, { ...plain, ranges: overlapping })
    assert.deepEqual(ports, { http: 5000, https: 5001, api: 5002, p2p: 5003 })
    assert.deepEqual(takePorts(ledger, { ...plain, ranges: overlapping }), { exhausted: 'http' })
  })

  test('are not taken where one range has run out', () => {
    const ledger = openLedger(aWorld())
    const narrow = { ...ranges, p2p: { first: 7000, last: 6999 } }
    assert.deepEqual(takePorts(ledger, { ...plain, ranges: narrow }), { exhausted: 'p2p' })
    assert.deepEqual(takePorts(ledger, plain), { http: 19_000, https: 22_000, api: 20_000, p2p: 21_000 })
  })

  test('that a caller or the VPN wishes are given as they are', () => {
    const ports = takePorts(openLedger(fleet), { ...plain, http: 30_000, p2p: 40_000 })
    assert.deepEqual(ports, { http: 30_000, https: 22_002, api: 20_002, p2p: 40_000 })
  })
})
