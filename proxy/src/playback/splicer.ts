import { createAccessPointFinder } from '../mpegts/access-points.ts'
import { createJoint, type Joint } from '../mpegts/joint.ts'
import { addTicks } from '../mpegts/packet.ts'
import { createTail } from '../mpegts/tail.ts'
import { createTimeline } from '../mpegts/timeline.ts'
import type { FanOut } from '../relay/fan-out.ts'

/** What comes from one engine after the other, published as one stream. */
export interface Splicer {
  /** Packets of the source that is in use. */
  add(packets: Buffer): void
  /**
   * Another source begins where the one in use has come to, which may go on meanwhile. Its `push` answers true once viewers have been switched
   * to it.
   */
  nextSource(): { push(packets: Buffer): boolean }
  /** Publishes what waits. */
  flush(): void
  stop(): void
}

/** Data is handed on in pieces of so much time: every write to every viewer costs a system call. */
const GATHER_MS = 40
const GATHER_BYTES = 512 * 1024

/** `onPublished`: after each piece. */
export function createSplicer(fanOut: Pick<FanOut, 'publish'>, onPublished: () => void): Splicer {
  const timeline = createTimeline()
  const tail = createTail()
  const finder = createAccessPointFinder()
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let addedBytes = 0
  let timer: NodeJS.Timeout | null = null

  function flush(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (waiting.length === 0) return
    const packets = waiting.length === 1 ? (waiting[0] as Buffer) : Buffer.concat(waiting)
    waiting = []
    waitingBytes = 0
    tail.add(packets)
    fanOut.publish(timeline.pass(packets), finder)
    onPublished()
  }

  function add(packets: Buffer): void {
    if (packets.length === 0) return
    waiting.push(packets)
    waitingBytes += packets.length
    addedBytes += packets.length
    if (waitingBytes >= GATHER_BYTES) flush()
    else timer ??= setTimeout(flush, GATHER_MS)
  }

  /** Looks for the place where the source in use is now; a frame to start with must follow what it will have sent by then. */
  function jointHere(): Joint {
    flush()
    return createJoint({
      tail: tail.read(),
      get ticks() {
        const newest = finder.newestTicks()
        return newest === undefined ? undefined : addTicks(newest, -timeline.shiftTicks())
      },
      get shiftTicks() {
        return timeline.shiftTicks()
      },
    })
  }

  function nextSource(): { push(packets: Buffer): boolean } {
    const joint = jointHere()
    const addedBefore = addedBytes
    /** Bytes since the place where both were the same; null: not there yet. */
    let passedBytes: number | null = null

    /** The same bytes as the source in use has sent: what it has sent meanwhile is left out. */
    function catchUp(packets: Buffer): boolean {
      passedBytes = (passedBytes ?? 0) + packets.length
      const newBytes = passedBytes - (addedBytes - addedBefore)
      if (newBytes < 0) return false
      add(packets.subarray(packets.length - newBytes))
      return true
    }

    return {
      push: (packets) => {
        flush()
        if (passedBytes !== null) return catchUp(packets)
        const joined = joint.push(packets)
        if (joined === undefined) return false
        if (joined.kind === 'exact') return catchUp(joined.packets)
        timeline.switchSource(joined.shiftTicks)
        add(joined.packets)
        return true
      },
    }
  }

  return {
    add,
    flush,
    nextSource,
    stop: () => {
      if (timer !== null) clearTimeout(timer)
      waiting = []
    },
  }
}
