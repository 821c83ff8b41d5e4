import { isDeepStrictEqual } from 'node:util'

/** Equal by value, so that data made again is no change. */
export function same(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || (isObject(a) && isObject(b) && isDeepStrictEqual(a, b))
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
