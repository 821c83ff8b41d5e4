import { isObject } from './json.ts'

/**
 * Reads what somebody else wrote. A value of the wrong kind is read as undefined, as if it were missing, and nothing
 * ever throws: an answer from outside may hold anything.
 */
export type Reader<T> = (value: unknown) => T | undefined

export type Read<R> = R extends Reader<infer T> ? T : never

export const text: Reader<string> = (value) => (typeof value === 'string' ? value : undefined)

export const number: Reader<number> = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined

export const flag: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : undefined)

export function orNull<T>(read: Reader<T>): Reader<T | null> {
  return (value) => (value === null ? null : read(value))
}

export function either<A, B>(first: Reader<A>, second: Reader<B>): Reader<A | B> {
  return (value) => first(value) ?? second(value)
}

/** Items that can't be read are left out. */
export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value) => (Array.isArray(value) ? value.map(read).filter((item) => item !== undefined) : undefined)
}

/** Entries that can't be read are left out. */
export function recordOf<T>(read: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value) => {
    if (!isObject(value)) return undefined
    const entries = Object.entries(value).flatMap(([key, each]) => {
      const item = read(each)
      return item === undefined ? [] : [[key, item] as const]
    })
    return Object.fromEntries(entries)
  }
}

type Fields = Readonly<Record<string, Reader<unknown>>>
type ObjectOf<F extends Fields> = { readonly [K in keyof F]?: Read<F[K]> }

/** Only the named fields are taken, each only where it can be read. */
export function object<F extends Fields>(fields: F): Reader<ObjectOf<F>> {
  const named = Object.entries(fields)
  return (value) => {
    if (!isObject(value)) return undefined
    const entries = named.flatMap(([key, read]) => {
      const item = Object.hasOwn(value, key) ? read(value[key]) : undefined
      return item === undefined ? [] : [[key, item] as const]
    })
    return Object.fromEntries(entries) as ObjectOf<F>
  }
}

/** The same, unreadable without `keys`. */
export function having<F extends Fields, K extends keyof F & string>(
  fields: F,
  ...keys: readonly K[]
): Reader<ObjectOf<F> & { readonly [P in K]: NonNullable<Read<F[P]>> }> {
  const read = object(fields)
  return (value) => {
    const known = read(value)
    if (!known || keys.some((key) => known[key] === undefined || known[key] === null)) return undefined
    return known as ObjectOf<F> & { readonly [P in K]: NonNullable<Read<F[P]>> }
  }
}
