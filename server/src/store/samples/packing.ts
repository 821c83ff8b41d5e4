import type { Sample } from '../../history/sample.ts'

/**
 * Samples of one stream, packed column by column into some 12 bytes each: whole numbers as variable-length differences
 * to the value before (times and totals: to the difference before, as they grow evenly). Fractions keep two decimals.
 */

const FORMAT = 1
/** A column without any value, with all of them, or with a bitmap that says where. */
const NONE = 0
const ALL = 1
const SOME = 2
/** Added to the above where the values are hundredths. */
const HUNDREDTHS = 4

interface Column {
  readonly field: Exclude<keyof Sample, 'status' | 'behindLiveS' | 'diagnosis' | 'least' | 'most'>
  /** How many times differences are taken. */
  readonly order: 1 | 2
}

const COLUMNS: readonly Column[] = [
  { field: 'atMs', order: 2 },
  { field: 'peers', order: 1 },
  { field: 'speedDown', order: 1 },
  { field: 'speedUp', order: 1 },
  { field: 'downloaded', order: 2 },
  { field: 'uploaded', order: 2 },
]

export function pack(samples: readonly Sample[]): Uint8Array {
  const out: number[] = [FORMAT]
  putCount(out, samples.length)
  for (const { field, order } of COLUMNS)
    putNumbers(
      out,
      samples.map((sample) => packable(sample[field])),
      order,
    )
  putWords(
    out,
    samples.map(({ status }) => status),
  )
  return Uint8Array.from(out)
}

/** A number beyond has no sense in any column, and differences to it could become infinite. */
function packable(value: number | null): number | null {
  return value !== null && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : null
}

/** Throws for bytes that `pack` did not make. */
export function unpack(bytes: Uint8Array): Sample[] {
  const input: Input = { bytes, at: 0 }
  if (takeByte(input) !== FORMAT) throw new Error('unpacking samples: unknown format')
  const count = takeCount(input)
  if (count > bytes.length) throw new Error('unpacking samples: more of them than bytes')
  const columns = COLUMNS.map(({ order }) => takeNumbers(input, count, order))
  const [at, peers, down, up, downloaded, uploaded] = columns as [
    Numbers,
    Numbers,
    Numbers,
    Numbers,
    Numbers,
    Numbers,
  ]
  const statuses = takeWords(input, count)
  const samples: Sample[] = []
  for (let index = 0; index < count; index++)
    samples.push({
      atMs: at[index] ?? 0,
      peers: known(peers[index]),
      speedDown: known(down[index]),
      speedUp: known(up[index]),
      downloaded: known(downloaded[index]),
      uploaded: known(uploaded[index]),
      status: statuses[index] ?? null,
    })
  return samples
}

/** One column, NaN where there is no value. */
type Numbers = Float64Array<ArrayBuffer>

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

function putNumbers(out: number[], values: readonly (number | null)[], order: 1 | 2): void {
  const known = values.filter((value) => value !== null)
  const scale = known.every(Number.isInteger) ? 1 : 100
  const presence = known.length === 0 ? NONE : known.length === values.length ? ALL : SOME
  out.push(presence + (scale === 1 ? 0 : HUNDREDTHS))
  if (presence === SOME) putBitmap(out, values)
  let before = 0
  let step = 0
  for (const value of known) {
    const whole = Math.round(value * scale)
    const difference = whole - before
    putSigned(out, order === 1 ? difference : difference - step)
    before = whole
    step = difference
  }
}

function takeNumbers(input: Input, count: number, order: 1 | 2): Numbers {
  const header = takeByte(input)
  const presence = header & (ALL | SOME)
  const scale = header & HUNDREDTHS ? 100 : 1
  const present = presence === SOME ? takeBitmap(input, count) : undefined
  const values = new Float64Array(count).fill(Number.NaN)
  if (presence === NONE) return values
  let before = 0
  let step = 0
  for (let index = 0; index < count; index++) {
    if (present && !present(index)) continue
    step = takeSigned(input) + (order === 1 ? 0 : step)
    before += step
    values[index] = scale === 1 ? before : before / scale
  }
  return values
}

/** The distinct words, then runs of them: the word's number from 1 (0: none) and how often it comes. */
function putWords(out: number[], values: readonly (string | null)[]): void {
  const words = [...new Set(values.filter((value) => value !== null))]
  putCount(out, words.length)
  for (const word of words) {
    const bytes = new TextEncoder().encode(word)
    putCount(out, bytes.length)
    out.push(...bytes)
  }
  const numbers = new Map(words.map((word, index) => [word, index + 1]))
  let from = 0
  for (let to = 1; to <= values.length; to++) {
    if (to < values.length && values[to] === values[from]) continue
    const word = values[from] ?? null
    putCount(out, word === null ? 0 : (numbers.get(word) ?? 0))
    putCount(out, to - from)
    from = to
  }
}

function takeWords(input: Input, count: number): (string | null)[] {
  const words: (string | null)[] = [null]
  const distinct = takeCount(input)
  for (let index = 0; index < distinct; index++) {
    const length = takeCount(input)
    words.push(new TextDecoder().decode(input.bytes.subarray(input.at, input.at + length)))
    input.at += length
  }
  const values: (string | null)[] = []
  while (values.length < count) {
    const word = words[takeCount(input)] ?? null
    const run = takeCount(input)
    if (run === 0 || run > count - values.length)
      throw new Error('unpacking samples: a run of words is too long')
    for (let left = run; left > 0; left--) values.push(word)
  }
  return values
}

function putBitmap(out: number[], values: readonly (number | null)[]): void {
  for (let from = 0; from < values.length; from += 8) {
    let byte = 0
    for (let bit = 0; bit < 8; bit++) if ((values[from + bit] ?? null) !== null) byte |= 1 << bit
    out.push(byte)
  }
}

function takeBitmap(input: Input, count: number): (index: number) => boolean {
  const start = input.at
  input.at += Math.ceil(count / 8)
  return (index) => (((input.bytes[start + (index >> 3)] ?? 0) >> (index & 7)) & 1) === 1
}

interface Input {
  readonly bytes: Uint8Array
  at: number
}

function takeByte(input: Input): number {
  const byte = input.bytes[input.at++]
  if (byte === undefined) throw new Error('unpacking samples: cut short')
  return byte
}

/** Seven bits a byte, the lowest first; arithmetic instead of shifts, as totals need more than 32 bits. */
function putCount(out: number[], value: number): void {
  let rest = value
  while (rest >= 128) {
    out.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  out.push(rest)
}

function takeCount(input: Input): number {
  let value = 0
  for (let factor = 1; ; factor *= 128) {
    const byte = takeByte(input)
    if (byte < 128) return value + byte * factor
    value += (byte - 128) * factor
  }
}

/** Small numbers of either sign become small counts. */
function putSigned(out: number[], value: number): void {
  putCount(out, value < 0 ? -2 * value - 1 : 2 * value)
}

function takeSigned(input: Input): number {
  const count = takeCount(input)
  return count % 2 === 1 ? -(count + 1) / 2 : count / 2
}
