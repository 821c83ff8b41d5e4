/** One who watches a stream through a proxy. */
export interface StreamViewer {
  readonly id: string
  readonly address: string
  readonly agent: string
  readonly label: string | null
  /** ISO 8601, by the proxy's clock. */
  readonly since: string
  /** Sent to it. */
  readonly bytes: number
  /** Seconds from what it was sent to the newest data; older proxies don't report it. */
  readonly behind_live_s?: number | null
}

/** Who watches what, as the proxies report it each second. */
export interface Audience {
  /** All viewers of a proxy, by stream; null: the proxy is gone. */
  note(proxy: string, byStream: ReadonlyMap<string, readonly StreamViewer[]> | null): void
  of(streamId: string): readonly StreamViewer[]
  /** The proxy is told with its next report; false: no such viewer watches this stream. */
  close(streamId: string, viewerId: string): boolean
  /** Ids that this proxy is to close. */
  toClose(proxy: string): readonly string[]
}

export function createAudience(): Audience {
  const proxies = new Map<string, ReadonlyMap<string, readonly StreamViewer[]>>()
  const closing = new Set<string>()

  const of = (streamId: string) => [...proxies.values()].flatMap((streams) => streams.get(streamId) ?? [])
  const idsOf = (proxy: string) => [...(proxies.get(proxy)?.values() ?? [])].flat().map(({ id }) => id)

  function forgetClosed(): void {
    const here = new Set([...proxies.keys()].flatMap(idsOf))
    for (const id of closing) if (!here.has(id)) closing.delete(id)
  }

  return {
    of,
    note: (proxy, byStream) => {
      if (byStream === null) proxies.delete(proxy)
      else proxies.set(proxy, byStream)
      if (closing.size > 0) forgetClosed()
    },
    close: (streamId, viewerId) => {
      const isHere = of(streamId).some(({ id }) => id === viewerId)
      if (isHere) closing.add(viewerId)
      return isHere
    },
    toClose: (proxy) => (closing.size === 0 ? [] : idsOf(proxy).filter((id) => closing.has(id))),
  }
}
