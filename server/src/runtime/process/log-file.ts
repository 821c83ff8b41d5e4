import { copyFile, type FileHandle, open, stat, truncate } from 'node:fs/promises'
import type { LogLine, LogOptions } from '../../engines/ports.ts'
import type { Clock } from '../../lib/clock.ts'

/** Two files of this size are kept per engine, as for containers. */
const LONGEST_FILE_BYTES = 10 * 1024 * 1024

const CHUNK_BYTES = 64 * 1024

/** How often a follower looks for more. */
const FOLLOW_MS = 250

const LINE_FEED = 10

/**
 * Output of one engine: `output.log` and, before it, `output.log.1`. Standard output and error share the file, so
 * that lines stay in the order in which they were written; all are told as `stdout`, and none has a time.
 */
export const LOG_FILE = 'output.log'

/**
 * Copies a full file away and empties it in place, because the engine holds it open (for appending, so that it
 * goes on at the new end). What it writes between the two steps is lost.
 */
export async function rotateLog(path: string, longestBytes = LONGEST_FILE_BYTES): Promise<void> {
  if ((await sizeOf(path)) <= longestBytes) return
  await copyFile(path, `${path}.1`)
  await truncate(path, 0)
}

/**
 * The lines of an engine's output, oldest first. Without times in the files `sinceMs` can only leave out output
 * that ended before. Follows until `isRunning` says no, the file is gone, or the signal aborts.
 */
export async function* readLog(
  path: string,
  options: LogOptions,
  isRunning: () => boolean,
  clock: Clock,
  signal: AbortSignal,
): AsyncIterable<LogLine> {
  const files = await filesSince(path, options.sinceMs)
  yield* linesOf(await lastLines(files, options.tail))
  const readTo = files.find((file) => file.path === path)?.size
  if (options.follow) yield* follow(path, readTo ?? (await sizeOf(path)), isRunning, clock, signal)
}

interface Part {
  readonly path: string
  /** What is written later belongs to a follower. */
  readonly size: number
}

async function filesSince(path: string, sinceMs = 0): Promise<Part[]> {
  const parts: Part[] = []
  for (const file of [`${path}.1`, path]) {
    const facts = await stat(file).catch(() => undefined)
    if (facts && facts.mtimeMs >= sinceMs) parts.push({ path: file, size: facts.size })
  }
  return parts
}

/** Reads backwards, so that the last lines of a long file cost no more than those lines. */
async function lastLines(parts: readonly Part[], tail = Number.POSITIVE_INFINITY): Promise<string> {
  const chunks: Buffer[] = []
  let missing = tail
  for (const { path, size } of parts.toReversed()) {
    if (missing <= 0) break
    await using handle = await open(path)
    missing = await readBackwards(handle, size, missing, chunks)
  }
  const text = Buffer.concat(chunks.reverse()).toString('utf8')
  return Number.isFinite(tail)
    ? text
        .split(/(?<=\n)/)
        .slice(-tail)
        .join('')
    : text
}

/** Returns how many of the wanted lines are still missing; below zero: one line more than wanted was seen to begin. */
async function readBackwards(
  handle: FileHandle,
  size: number,
  wanted: number,
  chunks: Buffer[],
): Promise<number> {
  let missing = wanted
  for (let end = size; end > 0 && missing >= 0; ) {
    const length = Math.min(CHUNK_BYTES, end)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, end - length)
    chunks.push(buffer.subarray(0, bytesRead))
    missing -= buffer.reduce((count, byte) => (byte === LINE_FEED ? count + 1 : count), 0)
    end -= length
  }
  return missing
}

async function* follow(
  path: string,
  from: number,
  isRunning: () => boolean,
  clock: Clock,
  signal: AbortSignal,
): AsyncIterable<LogLine> {
  let offset = from
  let rest = ''
  for (let running = true; running; ) {
    running = isRunning() // asked before the read, so that the last words are still read
    const size = await sizeOf(path)
    if (size < offset) offset = 0 // rotated meanwhile
    const text = size > offset ? await readRange(path, offset, size) : ''
    offset = size
    const whole = rest + text
    const end = whole.lastIndexOf('\n') + 1
    rest = whole.slice(end)
    yield* linesOf(whole.slice(0, end))
    if (running) await clock.sleep(FOLLOW_MS, signal)
  }
}

async function readRange(path: string, from: number, to: number): Promise<string> {
  await using handle = await open(path)
  const length = Math.min(to - from, LONGEST_FILE_BYTES)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, to - length)
  return buffer.toString('utf8', 0, bytesRead)
}

function* linesOf(text: string): Iterable<LogLine> {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (const line of lines) yield { atMs: null, stream: 'stdout', text: line.replace(/\r$/, '') }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0
}
