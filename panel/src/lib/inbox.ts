import { readTrend, readWorld, writeTrend, writeWorld } from './cache.ts'
import { serverNow, setServerTime } from './clock.ts'
import { timeOf } from './format.ts'
import { applyMessages, type LiveMessage } from './patch.ts'
import { asRaw, textOrNull } from './read.ts'
import { extendTrend } from './trend.ts'

function noteServerTime(messages: readonly LiveMessage[]): void {
  for (const { data } of messages) {
    const told = timeOf(textOrNull(asRaw(data)['server_time']))
    if (told !== null) setServerTime(told)
  }
}

/** Gathers live messages and writes them once per frame: a burst costs one rendering. */
export function createInbox() {
  let pending: LiveMessage[] = []
  let frame = 0
  const flush = () => {
    frame = 0
    const messages = pending
    pending = []
    noteServerTime(messages)
    const before = readWorld()
    const after = applyMessages(before, messages)
    writeWorld(before, after)
    writeTrend(extendTrend(readTrend(), after, serverNow()))
  }
  return {
    add: (messages: readonly LiveMessage[]) => {
      pending.push(...messages)
      // Nothing is drawn yet that a frame could be kept for.
      if (readWorld().engines === null) flush()
      else if (frame === 0) frame = requestAnimationFrame(flush)
    },
    discard: () => {
      pending = []
      if (frame !== 0) cancelAnimationFrame(frame)
      frame = 0
    },
  }
}
