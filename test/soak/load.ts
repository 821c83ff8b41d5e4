import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { StreamEndedAnswer, StreamState } from '@acestream-orchestrator/contract/stream'
import { play } from '@acestream-orchestrator/testing/clients/reporter'
import type { Product } from '@acestream-orchestrator/testing/orchestrator/product'
import type { Scene } from './scene.ts'

const EVERY_MS = 400
const PLAYS_FOR_MS = 1500
const PLAYING_AT_MOST = 6

/** What the product said it has stored: nothing of it may be missing later. */
interface Promised {
  readonly id: string
  /** When the event was sent. */
  readonly startedMs: number
  endedMs: number | null
}

export interface Load {
  stop(): Promise<void>
  readonly acknowledged: number
  /** What was promised for streams that started since then and is not there; asks the product that runs now. */
  missing(sinceMs: number): Promise<readonly string[]>
}

/** Streams that start and end all the time, reported as proxies do; a break of anything in between is expected. */
export function startLoad(scene: Scene): Load {
  const promised: Promised[] = []
  const playing = new Set<Promise<void>>()
  const life = new AbortController()
  let acknowledged = 0
  let count = 0

  async function playOne(product: Product): Promise<void> {
    const engines = (await product.engines()).filter(({ state }) => state === 'ready')
    const engine = engines[count++ % engines.length]
    if (!engine) return
    const content = createHash('sha1').update(`stream ${count}`).digest('hex').replace(/^dead/, 'beef')
    const startedMs = Date.now()
    const { id, started } = await play(product, engine, content)
    if (!started.stored) return
    acknowledged++
    const promise: Promised = { id, startedMs, endedMs: null }
    promised.push(promise)
    await delay(PLAYS_FOR_MS)
    const endedMs = Date.now()
    const { stream } = (await scene.product?.call<StreamEndedAnswer>('POST', '/events/stream_ended', {
      stream_id: id,
      reason: 'viewer left',
    })) ?? { stream: null }
    if (!stream?.stored) return
    acknowledged++
    promise.endedMs = endedMs
  }

  const done = (async () => {
    while (!life.signal.aborted) {
      const { product } = scene
      if (product && playing.size < PLAYING_AT_MOST) {
        const one: Promise<void> = playOne(product)
          .catch(() => {}) // unanswered is not acknowledged
          .finally(() => playing.delete(one))
        playing.add(one)
      }
      await delay(EVERY_MS, undefined, { signal: life.signal }).catch(() => {})
    }
    await Promise.all(playing)
  })()

  return {
    stop: async () => {
      life.abort()
      await done
    },
    get acknowledged() {
      return acknowledged
    },
    missing: async (sinceMs) => {
      const { product, historyGoneAtMs } = scene
      if (!product) throw new Error('the product is down')
      const lacking: string[] = []
      for (const { id, startedMs, endedMs } of promised) {
        if (startedMs <= Math.max(historyGoneAtMs, sinceMs)) continue
        const found = await product
          .get<StreamState>(`/streams/${encodeURIComponent(id)}`)
          .catch((error: Error) => error.message)
        if (typeof found === 'string') lacking.push(`${id}, started ${startedMs}: ${found}`)
        else if (endedMs !== null && found.status !== 'ended') lacking.push(`${id}: its end, ${endedMs}`)
      }
      return lacking
    },
  }
}
