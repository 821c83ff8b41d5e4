/** Aborted with the first of them. Browsers have `AbortSignal.any` only since 2024. */
export function anySignal(signals: readonly AbortSignal[]): AbortSignal {
  const either = new AbortController()
  for (const signal of signals) {
    if (signal.aborted) either.abort(signal.reason)
    const { signal: until } = either
    signal.addEventListener('abort', () => either.abort(signal.reason), { once: true, signal: until })
  }
  return either.signal
}
