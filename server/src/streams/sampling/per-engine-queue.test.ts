import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPerEngineQueue } from './per-engine-queue.ts'

/** A queue in which so many reads of each of these engines are under way. */
function queueWith(totalWidth: number, reads: Readonly<Record<string, number>>) {
  const queue = createPerEngineQueue(totalWidth)
  for (const [engineId, count] of Object.entries(reads))
    for (let read = 0; read < count; read++) queue.begun(engineId)
  return queue
}

function timeOut(queue: ReturnType<typeof createPerEngineQueue>, engineId: string, times: number): void {
  for (let time = 0; time < times; time++) {
    queue.begun(engineId)
    queue.finished(engineId, 'timed_out')
  }
}

test('an engine has four reads under way at most, whatever the others have', () => {
  const queue = queueWith(100, { e1: 4, e2: 3 })
  assert.deepEqual([queue.admit('e1'), queue.admit('e2'), queue.admit('e3')], ['wait', 'begin', 'begin'])
  queue.finished('e1', 'answered')
  assert.equal(queue.admit('e1'), 'begin')
})

test('all engines together are bounded', () => {
  const queue = queueWith(6, { e1: 4, e2: 2 })
  assert.equal(queue.admit('e3'), 'wait')
})

test('an engine that hangs has one read under way and waits for nothing', () => {
  const queue = createPerEngineQueue(100)
  timeOut(queue, 'e1', 1)
  queue.begun('e1')
  assert.equal(queue.admit('e1'), 'begin', 'one slow read is not yet a hang')
  queue.finished('e1', 'timed_out')
  assert.equal(queue.admit('e1'), 'begin')
  queue.begun('e1')
  assert.equal(queue.admit('e1'), 'refused')
})

test('its first answer opens the queue again', () => {
  const queue = createPerEngineQueue(100)
  timeOut(queue, 'e1', 3)
  queue.begun('e1')
  queue.finished('e1', 'answered')
  for (let read = 0; read < 4; read++) {
    assert.equal(queue.admit('e1'), 'begin')
    queue.begun('e1')
  }
})

test('engines that hang fill half of all places at most', () => {
  const queue = createPerEngineQueue(4)
  for (const engineId of ['e1', 'e2', 'e3']) timeOut(queue, engineId, 2)
  queue.begun('e1')
  queue.begun('e2')
  assert.deepEqual([queue.admit('e3'), queue.admit('healthy')], ['refused', 'begin'])
})
