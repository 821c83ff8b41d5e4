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

const plain = (text: string): string => text.replace(ANSI, '')

function numberedOn({ lines, dropped }: LogBuffer, next: number, texts: readonly string[]): LogBuffer {
  const added = texts.map((text, index) => ({ number: next + index, text }))
  const all = [...lines, ...added]
  const excess = Math.max(0, all.length - MOST_LINES)
  return { lines: excess > 0 ? all.slice(excess) : all, dropped: dropped + excess }
}

const nextNumber = ({ lines }: LogBuffer): number => (lines.at(-1)?.number ?? 0) + 1

export const appendLines = (buffer: LogBuffer, texts: readonly string[]): LogBuffer =>
  numberedOn(buffer, nextNumber(buffer), texts.map(plain))

/**
 * The first lines of a log that is read again, which begin somewhere in what was read before: they take that place, so
 * no line stands twice. Where they don't meet, lines are missing in between and what was read before falls off.
 */
export function rejoinLines(buffer: LogBuffer, texts: readonly string[]): LogBuffer {
  const again = texts.map(plain)
  const { lines, dropped } = buffer
  const from = lines.findIndex((_, start) =>
    again.every((text, index) => (lines[start + index]?.text ?? text) === text),
  )
  if (from >= 0) return numberedOn({ lines: lines.slice(0, from), dropped }, lines[from]?.number ?? 1, again)
  return numberedOn({ lines: [], dropped: dropped + lines.length }, nextNumber(buffer), again)
}

export function searchLines(lines: readonly LogLine[], wanted: string): readonly LogLine[] {
  const needle = wanted.trim().toLowerCase()
  return needle === '' ? lines : lines.filter(({ text }) => text.toLowerCase().includes(needle))
}
