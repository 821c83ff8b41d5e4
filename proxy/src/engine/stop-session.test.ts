import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Session } from './answers.ts'
import { stopSession } from './stop-session.ts'

const SESSION: Session = {
  infohash: 'a'.repeat(40),
  sessionId: 's1',
  playbackPath: '/content/1',
  statPath: '/ace/stat/1',
  commandPath: '/ace/cmd/1',
  isLive: true,
}

const NEVER = Number.POSITIVE_INFINITY

/** Seconds at which an engine is asked within a minute that confirms only the question with this number. */
async function askedAtS({ confirms = NEVER, goneAtS = NEVER }) {
  const asked: number[] = []
  let nowS = 0
  const api = { stop: async () => asked.push(nowS) === confirms }
  const wait = (ms: number) => {
    nowS += ms / 1000
    return nowS > 60 ? Promise.reject(new Error('a minute is over')) : Promise.resolve()
  }
  const isOver = await stopSession(api, SESSION, () => nowS >= goneAtS, wait).then(
    () => true,
    () => false,
  )
  return { asked, isOver }
}

test('a stop is repeated more and more seldom, and never given up', async () => {
  const { asked, isOver } = await askedAtS({})
  assert.deepEqual(asked, [0, 0.5, 1.5, 3.5, 7.5, 15.5, 23.5, 31.5, 39.5, 47.5, 55.5])
  assert.equal(isOver, false)
})

test('one that is confirmed late is over', async () => {
  const { asked, isOver } = await askedAtS({ confirms: 8 })
  assert.deepEqual([asked.length, isOver], [8, true])
})

test('one whose engine is gone is over', async () => {
  const { asked, isOver } = await askedAtS({ goneAtS: 20 })
  assert.deepEqual([asked.at(-1), isOver], [23.5, true])
})
