import type { LogLine } from '../../engines/ports.ts'
import { LINE_FEED, type LogFrame } from './log-frames.ts'

/** Longer lines are handed on in pieces, so that one endless line does not fill the memory. */
const LONGEST_LINE_BYTES = 256 * 1024
/** `2026-11-22T17:45:47.251440256Z ` before every frame, asked for with `timestamps=1`. */
const TIMESTAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) /
const LONGEST_TIMESTAMP = 40

interface Pending {
  readonly atMs: number | null
  readonly parts: readonly Buffer[]
  readonly bytes: number
}

/**
 * Puts frames together to lines, per stream. Text is decoded only when a line is whole: a character may be split
 * between two frames. Docker's json-file driver itself replaces such a character before we see it (20.10).
 */
export async function* logLines(frames: AsyncIterable<LogFrame>): AsyncGenerator<LogLine, void, undefined> {
  const pending = new Map<LogFrame['stream'], Pending>()
  for await (const { stream, payload } of frames) {
    const { atMs, text } = splitTimestamp(payload)
    const begun = pending.get(stream) ?? { atMs, parts: [], bytes: 0 }
    const line = { atMs: begun.atMs, parts: [...begun.parts, text], bytes: begun.bytes + text.length }
    if (text.at(-1) === LINE_FEED || line.bytes > LONGEST_LINE_BYTES) {
      pending.delete(stream)
      yield* linesOf(stream, line)
    } else pending.set(stream, line)
  }
  for (const [stream, line] of pending) yield* linesOf(stream, line)
}

/** A frame may hold several lines where the log driver did not cut at them. */
function* linesOf(stream: LogFrame['stream'], { atMs, parts }: Pending): Generator<LogLine> {
  const text = Buffer.concat(parts)
    .toString('utf8')
    .replace(/\r?\n$/, '')
  for (const line of text.split(/\r?\n/)) yield { atMs, stream, text: line }
}

function splitTimestamp(payload: Buffer): { readonly atMs: number | null; readonly text: Buffer } {
  const match = TIMESTAMP.exec(payload.toString('latin1', 0, LONGEST_TIMESTAMP))
  if (!match) return { atMs: null, text: payload }
  const atMs = Date.parse(match[1] ?? '')
  return { atMs: Number.isNaN(atMs) ? null : atMs, text: payload.subarray(match[0].length) }
}
