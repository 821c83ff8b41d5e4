/** Lines kept of one engine's log; older ones fall off, and that is said. */
export const MOST_LINES = 2_000

export interface LogLine {
  readonly number: number
  readonly text: string
}

export interface LogBuffer {
  readonly lines: readonly LogLine[]
  /** Lines that fell off. */
  readonly dropped: number
}

export const EMPTY_LOG: LogBuffer = { lines: [], dropped: 0 }

/** Colour codes that programs write for terminals. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const ANSI = /\u001b\[[0-9;]*[A-Za-z]/g

export function appendLines(buffer: LogBuffer, texts: readonly string[]): LogBuffer {
  const next = (buffer.lines.at(-1)?.number ?? 0) + 1
  const added = texts.map((text, index) => ({ number: next + index, text: text.replace(ANSI, '') }))
  const all = [...buffer.lines, ...added]
  const excess = Math.max(0, all.length - MOST_LINES)
  return { lines: excess > 0 ? all.slice(excess) : all, dropped: buffer.dropped + excess }
}

export function searchLines(lines: readonly LogLine[], wanted: string): readonly LogLine[] {
  const needle = wanted.trim().toLowerCase()
  return needle === '' ? lines : lines.filter(({ text }) => text.toLowerCase().includes(needle))
}
