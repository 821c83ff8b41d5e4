import { type LivePhase, livePhaseOf, type Stream } from '../stream.ts'
import type { StreamIndex } from './stream-index.ts'

export interface StreamFilter {
  readonly status?: 'started' | 'ended'
  readonly engineId?: string
}

/** Sums over the started streams of one engine; null where none of them is measured. Speeds in KiB/s. */
export interface EngineLoad {
  readonly speedDown: number | null
  readonly speedUp: number | null
  readonly peers: number | null
}

export type PhaseCounts = Readonly<Record<LivePhase, number>> & { readonly started: number }

/** Newest first. */
export function listStreams(
  index: Pick<StreamIndex, 'all' | 'ended'>,
  { status, engineId }: StreamFilter,
): readonly Stream[] {
  const found: Stream[] = []
  if (status !== 'ended') for (const { stream } of index.all()) found.push(stream)
  if (status !== 'started') found.push(...index.ended())
  const wanted = engineId === undefined ? found : found.filter((stream) => stream.engineId === engineId)
  return wanted.sort((a, b) => b.startedAtMs - a.startedAtMs)
}

export function countPhases(index: Pick<StreamIndex, 'all' | 'runningCount'>): PhaseCounts {
  const counts = { starting: 0, active: 0, stalled: 0, unknown: 0, started: index.runningCount }
  for (const { stream } of index.all()) counts[livePhaseOf(stream)]++
  return counts
}

/** The started streams of this engine, oldest first. */
export function streamsOn(
  index: Pick<StreamIndex, 'startedOn' | 'running'>,
  engineId: string,
): readonly Stream[] {
  return index.startedOn(engineId).flatMap((id) => index.running(id)?.stream ?? [])
}

export function sumOf(streams: readonly Stream[]): EngineLoad {
  const sum = (value: (stream: Stream) => number | null) =>
    streams.reduce<number | null>((total, stream) => {
      const each = value(stream)
      return each === null ? total : (total ?? 0) + each
    }, null)
  return {
    speedDown: sum((stream) => stream.speedDown),
    speedUp: sum((stream) => stream.speedUp),
    peers: sum((stream) => stream.peers),
  }
}
