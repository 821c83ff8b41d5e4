import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { claimPorts } from '@acestream-orchestrator/testing/machine/port-block'

test('two tests at the same time get different ports', async () => {
  const [one, other] = await Promise.all([claimPorts(), claimPorts()])
  const [lower, upper] = one.first < other.first ? [one, other] : [other, one]
  assert.ok(lower.first + lower.count <= upper.first)
  one.release()
  other.release()
})

test('released ports can be claimed again', async () => {
  for (let more = 40; more > 0; more--) (await claimPorts()).release() // there are 34 blocks
})

test('a block with a listener anywhere in it, on any address, is passed over', async (t) => {
  const free = await claimPorts()
  const taken = free.first + 123
  const server = createServer().listen(taken, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  free.release()
  const block = await claimPorts()
  t.after(() => block.release())
  assert.ok(taken < block.first || taken >= block.first + block.count)
})

test('each kind of port has its own range within the block', async () => {
  const block = await claimPorts()
  block.release()
  const ranges = Object.values(block.settings).map((range) => range.split('-').map(Number))
  assert.equal(ranges.length, 4)
  for (const [index, [from = 0, to = 0]] of ranges.entries()) {
    assert.equal(to - from, 49)
    assert.ok(from > (ranges[index - 1]?.[1] ?? 0))
    assert.ok(from >= block.first && to < block.first + block.count)
  }
})
