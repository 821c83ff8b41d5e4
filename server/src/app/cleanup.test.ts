import assert from 'node:assert/strict'
import { test } from 'node:test'
import { someFacts } from '@acestream-orchestrator/testing/builders/world'
import type { ContainerFacts } from '../engines/ports.ts'
import { removeEverything } from './cleanup.ts'

const ours = (name: string) => someFacts({ id: name, name, labels: { 'orchestrator.instance': 'default' } })

/** `stuck` can't be removed; what is in `late` is listed once something was removed. */
function aRuntime(containers: ContainerFacts[], { stuck = '', late = [] as ContainerFacts[] } = {}) {
  let there = containers
  return {
    list: async () => there,
    remove: async (id: string) => {
      if (id === stuck) throw new Error('device or resource busy')
      there = [...there.filter((each) => each.id !== id), ...late.splice(0)]
    },
  }
}

test('containers of this instance are removed, and one that only shows up meanwhile as well', async () => {
  const other = someFacts({ id: 'x', name: 'x', labels: { 'orchestrator.instance': 'other' } })
  const runtime = aRuntime([ours('a'), other, ours('b')], { late: [ours('c')] })
  assert.deepEqual(await removeEverything(runtime, 'default', 0), {
    removed: ['a', 'b', 'c'],
    failed: [],
    others: ['x'],
  })
})

test('one that can not be removed keeps none of the others, and is told once with the reason', async () => {
  const runtime = aRuntime([ours('a'), ours('b')], { stuck: 'a' })
  assert.deepEqual(await removeEverything(runtime, 'default', 0), {
    removed: ['b'],
    failed: [{ name: 'a', reason: 'device or resource busy' }],
    others: [],
  })
})
