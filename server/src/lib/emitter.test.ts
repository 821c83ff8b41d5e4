import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEmitter } from './emitter.ts'

test('listeners are called in order of subscription, until they end it', () => {
  const heard: string[] = []
  const emitter = createEmitter<number>()
  emitter.emit(0)
  const off = emitter.on((value) => heard.push(`first ${value}`))
  emitter.on((value) => heard.push(`second ${value}`))
  emitter.emit(1)
  off()
  off()
  emitter.emit(2)
  assert.deepEqual(heard, ['first 1', 'second 1', 'second 2'])
})

test('a listener may end its own subscription while it is called', () => {
  const heard: string[] = []
  const emitter = createEmitter<number>()
  const off = emitter.on((value) => {
    heard.push(`once ${value}`)
    off()
  })
  emitter.on((value) => heard.push(`always ${value}`))
  emitter.emit(1)
  emitter.emit(2)
  assert.deepEqual(heard, ['once 1', 'always 1', 'always 2'])
})
