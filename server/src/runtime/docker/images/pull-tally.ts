import type { PullProgress } from '../../../provisioning/ports.ts'
import type { PullLine } from '../wire.ts'

interface Layer {
  readonly doneBytes: number
  /** Null until Docker told its size. */
  readonly totalBytes: number | null
}

/** Adds up what Docker tells layer by layer. A layer that is there already counts for nothing. */
export interface PullTally {
  add(line: PullLine): void
  progress(): PullProgress
}

export function createPullTally(): PullTally {
  const layers = new Map<string, Layer>()

  function complete(id: string): void {
    const totalBytes = layers.get(id)?.totalBytes ?? 0
    layers.set(id, { doneBytes: totalBytes, totalBytes })
  }

  return {
    add: ({ id, status = '', progressDetail }) => {
      if (!id) return
      if (status === 'Pulling fs layer' || status === 'Waiting')
        layers.set(id, layers.get(id) ?? { doneBytes: 0, totalBytes: null })
      else if (status === 'Downloading')
        layers.set(id, {
          doneBytes: progressDetail?.current ?? 0,
          totalBytes: progressDetail?.total ?? layers.get(id)?.totalBytes ?? null,
        })
      else if (/^(Verifying Checksum|Download complete|Extracting|Pull complete)$/.test(status)) complete(id)
    },
    progress: () => {
      const all = [...layers.values()]
      const known = all.length > 0 && all.every((layer) => layer.totalBytes !== null)
      return {
        doneBytes: all.reduce((sum, layer) => sum + layer.doneBytes, 0),
        totalBytes: known ? all.reduce((sum, layer) => sum + (layer.totalBytes ?? 0), 0) : null,
      }
    },
  }
}
