import { createSampleRing, type SampleRing } from '../../history/ring.ts'
import type { RecentSamples } from '../ports.ts'

/** Half an hour at 5 s; older ones are the store's. */
const SAMPLES_HELD = 360

/** The newest samples of every stream that is read now, in memory. */
export function createRecentSamples(): RecentSamples {
  const rings = new Map<string, SampleRing>()
  return {
    append: (streamId, sample) => {
      const ring = rings.get(streamId) ?? createSampleRing(SAMPLES_HELD)
      rings.set(streamId, ring)
      ring.push(sample)
    },
    read: (streamId) => rings.get(streamId)?.since(0) ?? [],
    drop: (streamId) => rings.delete(streamId),
  }
}
