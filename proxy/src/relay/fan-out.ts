// relay/: one stream for many viewers: a ring of the newest packets, and everybody's place in it.
import type { AccessPointFinder } from '../mpegts/access-points.ts'
import { createRing } from './ring.ts'
import { createViewer, type Sink, type Viewer } from './viewer.ts'

export interface FanOutOptions {
  readonly viewerStallMs: number
  /** Monotonic. */
  readonly now: () => number
  /** The viewer that is furthest ahead has so much left to read that the source had better wait; false: no more. */
  readonly onHold: (on: boolean) => void
  /** It took nothing for `viewerStallMs` and was ended. */
  readonly onDropped: (viewer: Viewer) => void
}

/** One ring and everybody who reads it. */
export interface FanOut {
  publish(packets: Buffer, finder: AccessPointFinder): void
  /** False: nobody could start yet. */
  isReady(): boolean
  add(sink: Sink): Viewer
  remove(viewer: Viewer): void
  readonly viewers: ReadonlySet<Viewer>
  ringBytes(): number
  /** Drops those that stand still. To be called now and then. */
  sweep(): void
}

/** The source sends so much more than the fastest viewer takes: it is not real time, and the ring would lose it. */
const HOLD_BYTES = 4 * 1024 * 1024
/** A stream in which no access point was found by then is started anywhere. */
const BLIND_START_BYTES = 2 * 1024 * 1024

export function createFanOut({ viewerStallMs, now, onHold, onDropped }: FanOutOptions): FanOut {
  const viewers = new Set<Viewer>()
  const ring = createRing(leader)
  let isHeld = false

  function leader(): number | undefined {
    let most: number | undefined
    for (const viewer of viewers) most = Math.max(most ?? 0, viewer.position())
    return most
  }

  function settleHold(): void {
    const shouldHold = ring.end() - (leader() ?? ring.end()) > HOLD_BYTES
    if (shouldHold === isHeld) return
    isHeld = shouldHold
    onHold(isHeld)
  }

  function remove(viewer: Viewer): void {
    viewers.delete(viewer)
    settleHold()
  }

  return {
    viewers,
    remove,
    ringBytes: ring.bytes,
    publish: (packets, finder) => {
      const points = finder.scan(packets)
      ring.push(packets, points, finder.newestTicks(), now())
      for (const viewer of viewers) viewer.feed()
      settleHold()
    },
    isReady: () => ring.entry() !== undefined || ring.end() >= BLIND_START_BYTES,
    add: (sink) => {
      const viewer = createViewer(sink, ring, now, settleHold)
      viewers.add(viewer)
      viewer.feed()
      return viewer
    },
    sweep: () => {
      const nowMs = now()
      for (const viewer of [...viewers]) {
        if (viewer.stalledForMs(nowMs) < viewerStallMs) continue
        remove(viewer)
        viewer.end()
        onDropped(viewer)
      }
    },
  }
}
