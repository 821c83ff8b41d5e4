import type { IncomingMessage } from 'node:http'
import { CodedError } from './exchange.ts'

/**
 * Breaks the answer off with `BODY_TIMEOUT` when nothing of its body comes for that long. While the reader pauses, silence is
 * its own.
 */
export function endWhenSilent(answer: IncomingMessage, silenceMs: number): void {
  const { socket } = answer
  const timer = setTimeout(() => {
    if (answer.readableLength > 0) timer.refresh()
    else answer.destroy(new CodedError('BODY_TIMEOUT', `nothing came for ${silenceMs} ms`))
  }, silenceMs)
  const heard = () => timer.refresh()
  socket.on('data', heard)
  answer.once('close', () => {
    clearTimeout(timer)
    socket.off('data', heard)
  })
}
