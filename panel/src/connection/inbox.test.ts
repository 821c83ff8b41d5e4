import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { forgetWorld, readWorld, writeWorld } from '../fleet/live-store.ts'
import { EMPTY_WORLD } from '../fleet/model.ts'
import { createInbox } from './inbox.ts'

const FRAME_MS = 16

/** An inbox on a page whose frames and presses are ours. */
function openPage(t: TestContext) {
  let nowMs = 1000
  let drawing: (() => void)[] = []
  const page = new EventTarget()
  const given = {
    addEventListener: page.addEventListener.bind(page),
    requestAnimationFrame: (draw: () => void) => drawing.push(draw),
    cancelAnimationFrame: () => {
      drawing = []
    },
  }
  Object.assign(globalThis, given)
  t.after(() => {
    for (const name of Object.keys(given)) Reflect.deleteProperty(globalThis, name)
  })
  t.mock.method(performance, 'now', () => nowMs)
  writeWorld(readWorld(), { ...EMPTY_WORLD, engines: [] })
  const inbox = createInbox()
  return {
    press: (type: string) => page.dispatchEvent(new Event(type)),
    tell: (id: string) => inbox.add([{ name: 'engine', data: { container_id: id } }]),
    changeServer: () => {
      inbox.discard()
      forgetWorld()
    },
    shown: () => readWorld().engines?.map((engine) => engine.container_id),
    passFrames: (durationMs: number) => {
      for (const end = nowMs + durationMs; nowMs < end; nowMs += FRAME_MS) {
        const due = drawing
        drawing = []
        for (const draw of due) draw()
      }
    },
  }
}

test('what comes within a frame is written in the next, all together', (t) => {
  const page = openPage(t)
  page.tell('a')
  page.tell('b')
  assert.deepEqual(page.shown(), [])
  page.passFrames(FRAME_MS)
  assert.deepEqual(page.shown(), ['a', 'b'])
})

for (const press of ['pointerdown', 'keydown']) {
  test(`what the server says waits for what a ${press} leads to`, (t) => {
    const page = openPage(t)
    page.press(press)
    page.tell('a')
    page.passFrames(80)
    assert.deepEqual(page.shown(), [])
    page.passFrames(40)
    assert.deepEqual(page.shown(), ['a'])
  })
}

test('whoever types without a pause sees the fleet change all the same', (t) => {
  const page = openPage(t)
  page.tell('a')
  for (let keys = 0; keys < 6; keys += 1) {
    page.press('keydown')
    assert.deepEqual(page.shown(), [])
    page.passFrames(30)
  }
  page.press('keydown')
  page.passFrames(60)
  assert.deepEqual(page.shown(), ['a'])
})

test('the first word of another server waits for nothing, not even a press', (t) => {
  const page = openPage(t)
  page.tell('a')
  page.press('keydown')
  page.changeServer()
  page.tell('b')
  assert.deepEqual(page.shown(), ['b'])
})
