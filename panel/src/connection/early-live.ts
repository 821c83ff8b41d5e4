/** A live connection that `boot.js` opened while the scripts were still on their way. */
interface EarlyLive {
  readonly server: string
  readonly response: Promise<Response>
  readonly abort: AbortController
}

declare global {
  interface Window {
    earlyLive?: EarlyLive
  }
}

function discard(): void {
  window.earlyLive?.abort.abort()
  delete window.earlyLive
}

// Nobody reads it while the tab is hidden; what it holds would be old when the tab is shown again.
document.addEventListener('visibilitychange', discard)

/**
 * Hands the early connection out once, if it leads to `server` and was opened as asked: without a key. From then on
 * `signal` ends it.
 */
export function takeEarlyLive(
  server: string,
  key: string | null,
  signal: AbortSignal,
): Promise<Response> | undefined {
  const early = window.earlyLive
  if (early === undefined || early.server !== server || key !== null) {
    discard()
    return undefined
  }
  delete window.earlyLive
  signal.addEventListener('abort', () => early.abort.abort(), { once: true })
  return early.response
}
