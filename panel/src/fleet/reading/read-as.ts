import type { RecentCheck } from '@acestream-orchestrator/contract/engine'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { asRaw, flag, isRaw, list, numberOrNull, oneOf, type Raw, text, textOrNull } from './read.ts'
import type { ObjectShape, Shape } from './shape-of.ts'

/** What stands for fields that a server leaves out, or fills with something unreadable. */
export type Fallback<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T]?: Fallback<T[K]> }
    : T

/** By hand, as forty of them come with every engine: the walk through a table takes six times as long. */
function readCheck(value: unknown): RecentCheck | null {
  const { ts, ms, reason, reason_data } = asRaw(value)
  const at = textOrNull(ts)
  if (at === null) return null
  const check = { ts: at, ms: numberOrNull(ms), reason: textOrNull(reason) }
  return isRaw(reason_data) ? { ...check, reason_data: reason_data as unknown as Reason } : check
}

type Reader = (value: unknown, fallback: unknown) => unknown

const PLAIN: Readonly<Record<Extract<Shape, string>, Reader>> = {
  text: (value, fallback) => text(value, text(fallback)),
  'text?': (value, fallback) => textOrNull(value) ?? fallback ?? null,
  number: (value, fallback) => numberOrNull(value) ?? fallback ?? 0,
  'number?': (value, fallback) => numberOrNull(value) ?? fallback ?? null,
  flag: (value, fallback) => flag(value, fallback === true),
  'flag?': (value, fallback) => (typeof value === 'boolean' ? value : (fallback ?? null)),
  check: readCheck,
  'data?': (value) => (isRaw(value) ? value : null),
  any: (value, fallback) => value ?? fallback ?? null,
}

const isWords = (shape: Shape): shape is readonly string[] => Array.isArray(shape)

/** A word that a newer server may send and this panel does not know is `unknown`, else the first there is. */
function wordReader(words: readonly string[]): Reader {
  const other = words.includes('unknown') ? 'unknown' : (words[0] ?? '')
  return (value, fallback) => oneOf(value, words, text(fallback, other))
}

/** Where nothing may stand in for what can't be read. */
const strict = (shape: Shape): Shape => (shape === 'text' || shape === 'number' ? `${shape}?` : shape)

const mayBeNull = (shape: Shape): boolean =>
  typeof shape === 'string' ? shape.endsWith('?') : 'nullable' in shape && shape.nullable === true

/** Items that can't be read are left out, unless their place counts: a gap in a series stays one. */
function listReader(shape: Shape): Reader {
  const read = readerOf(strict(shape))
  const item = (value: unknown) => read(value, undefined)
  return mayBeNull(shape)
    ? (value) => (Array.isArray(value) ? value.map(item) : [])
    : (value) => list(value, item)
}

function mapReader(shape: Shape): Reader {
  const read = readerOf(shape)
  return (value) =>
    Object.fromEntries(Object.entries(asRaw(value)).map(([name, item]) => [name, read(item, undefined)]))
}

const NOTHING: Raw = {}

function objectReader({ fields, key, nullable }: ObjectShape): Reader {
  const readers = Object.entries(fields).map(([name, shape]) => [name, readerOf(shape)] as const)
  // A copy that has every field already is filled several times faster than one that grows.
  const blank: Record<string, unknown> = Object.fromEntries(readers.map(([name]) => [name, null]))
  const readKey = key === undefined ? null : readerOf(strict(fields[key] ?? 'any'))
  return (value, fallback) => {
    if (nullable && !isRaw(value)) return null
    const raw = isRaw(value) ? value : NOTHING
    if (key !== undefined && readKey?.(raw[key], undefined) === null) return null
    const missing = isRaw(fallback) ? fallback : NOTHING
    const read = { ...blank }
    for (const [name, reader] of readers) read[name] = reader(raw[name], missing[name])
    return read
  }
}

const known = new WeakMap<object, Reader>()

function readerOf(shape: Shape): Reader {
  if (typeof shape === 'string') return PLAIN[shape]
  const made = known.get(shape) ?? makeReader(shape)
  known.set(shape, made)
  return made
}

function makeReader(shape: Exclude<Shape, string>): Reader {
  if (isWords(shape)) return wordReader(shape)
  if ('list' in shape) return listReader(shape.list)
  return 'map' in shape ? mapReader(shape.map) : objectReader(shape)
}

/**
 * Reads an answer of any server version as the contract has it today: every field is there and of its kind. `null`: the
 * answer holds no such thing, as it lacks the shape's key.
 */
export function readAs<T>(shape: ObjectShape<T>, value: unknown, fallback?: Fallback<T>): T | null {
  return readerOf(shape)(value, fallback) as T | null
}
