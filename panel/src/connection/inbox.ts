import { readTrend, readWorld, writeTrend, writeWorld } from '../fleet/live-store.ts'
import { applyMessages, type LiveMessage } from '../fleet/patch.ts'
import { asRaw, textOrNull } from '../fleet/reading/read.ts'
import { extendTrend } from '../fleet/trend.ts'
import { timeOf } from '../i18n/format.ts'
import { serverNow, setServerTime } from '../platform/clock.ts'

function noteServerTime(messages: readonly LiveMessage[]): void {
  for (const { data } of messages) {
    const serverMs = timeOf(textOrNull(asRaw(data)['server_time']))
    if (serverMs !== null) setServerTime(serverMs)
  }
}

/** What a press leads to is drawn within this. */
const PRESS_MS = 100
/** While somebody types without a pause, the fleet still updates at least this often. */
const LONGEST_WAIT_MS = 200

/**
 * Gathers live messages and writes them once per frame: a burst costs one rendering. What a person presses goes first:
 * both in the same frame would be late together.
 */
export function createInbox() {
  let pending: LiveMessage[] = []
  let frame = 0
  let askedMs = 0
  let pressedMs = Number.NEGATIVE_INFINITY
  const notePress = () => {
    pressedMs = performance.now()
  }
  for (const press of ['pointerdown', 'keydown']) addEventListener(press, notePress, true)
  const write = () => {
    frame = 0
    const messages = pending
    pending = []
    noteServerTime(messages)
    const before = readWorld()
    const after = applyMessages(before, messages)
    writeWorld(before, after)
    writeTrend(extendTrend(readTrend(), after, serverNow()))
  }
  const writeAfterPress = () => {
    const now = performance.now()
    if (now - pressedMs < PRESS_MS && now - askedMs < LONGEST_WAIT_MS)
      frame = requestAnimationFrame(writeAfterPress)
    else write()
  }
  return {
    add: (messages: readonly LiveMessage[]) => {
      pending.push(...messages)
      // Nothing is drawn yet that a frame could be kept for.
      if (readWorld().engines === null) write()
      else if (frame === 0) {
        askedMs = performance.now()
        frame = requestAnimationFrame(writeAfterPress)
      }
    },
    discard: () => {
      pending = []
      if (frame !== 0) cancelAnimationFrame(frame)
      frame = 0
    },
  }
}
