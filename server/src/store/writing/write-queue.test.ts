import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createWriteQueue, type Lane, type PendingWrite, weigh } from './write-queue.ts'

interface Labelled extends PendingWrite {
  readonly label: number
}

function aWrite(label: number, lane: Lane, settled: number[], strict = false): Labelled {
  const unit = [{ sql: 'x', params: ['y'.repeat(label % 7)] }]
  return { label, unit, lane, strict, bytes: weigh(unit), settle: () => settled.push(label) }
}

const labels = (writes: readonly PendingWrite[]) => writes.map((write) => (write as Labelled).label)

test('telemetry is given up before events, the oldest first, and counted', () => {
  const settled: number[] = []
  const queue = createWriteQueue({ units: 3, bytes: 1e9 })
  for (const [label, lane] of [
    [1, 'events'],
    [2, 'telemetry'],
    [3, 'telemetry'],
    [4, 'events'],
    [5, 'events'],
    [6, 'events'],
  ] as const)
    queue.push(aWrite(label, lane, settled))
  assert.deepEqual(settled, [2, 3, 1])
  assert.equal(queue.dropped(), 3)
  assert.deepEqual(labels(queue.take(9)), [4, 5, 6])
})

test('what is postponed is kept, except where somebody must know', () => {
  const settled: number[] = []
  const queue = createWriteQueue({ units: 9, bytes: 1e9 })
  queue.push(aWrite(1, 'events', settled))
  queue.push(aWrite(2, 'events', settled, true))
  queue.push(aWrite(3, 'telemetry', settled))
  queue.postponeAll()
  assert.deepEqual(settled, [1, 2, 3])
  assert.deepEqual(labels(queue.take(9)), [1, 3])
})

test('whatever happens, the bounds hold, each lane keeps its order, and nothing leaves without being settled', () => {
  const action = fc.oneof(
    fc.constantFrom<Lane>('events', 'telemetry').map((lane) => ({ kind: 'push' as const, lane })),
    fc.integer({ min: 1, max: 6 }).map((most) => ({ kind: 'take' as const, most })),
    fc.constant({ kind: 'put back' as const }),
    fc.constant({ kind: 'postpone' as const }),
  )
  fc.assert(
    fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
      const limits = { units: 8, bytes: 700 }
      const queue = createWriteQueue(limits)
      const dropped: number[] = []
      const done: Labelled[] = []
      let taken: readonly PendingWrite[] = []
      let next = 0
      for (const one of actions) {
        if (one.kind === 'push') queue.push(aWrite(next++, one.lane, dropped))
        if (one.kind === 'postpone') queue.postponeAll()
        if (one.kind === 'put back') {
          queue.putBack(taken)
          taken = []
        }
        if (one.kind === 'take') {
          done.push(...(taken as Labelled[]))
          taken = queue.take(one.most)
        }
        assert.ok(queue.size() <= limits.units)
      }
      done.push(...(taken as Labelled[]), ...(queue.take(99) as Labelled[]))
      for (const lane of ['events', 'telemetry'] as const) {
        const order = labels(done.filter((write) => write.lane === lane))
        assert.deepEqual(
          order,
          order.toSorted((a, b) => a - b),
        )
      }
      const missing = next - done.length
      assert.equal(queue.dropped(), missing)
      assert.equal(queue.size(), 0)
    }),
  )
})
