/** For what must run to its end: a new signal each time, so that no listeners gather on one. */
export function neverAborts(): AbortSignal {
  return new AbortController().signal
}
