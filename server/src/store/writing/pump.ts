import type { Failure } from '../connection/messages.ts'
import type { Committer } from './committer.ts'

/** Commits follow each other at this distance at least; what comes meanwhile travels together. */
const GATHER_MS = 20

export interface PumpOptions {
  readonly committer: Pick<Committer, 'commit' | 'isFull'>
  /** Something waits and can be written now. */
  readonly mayCommit: () => boolean
  readonly onFailure: (failure: Failure) => void
}

/** Commits in the background for as long as something waits. */
export interface Pump {
  /** To be called when something may have come to wait. */
  schedule(): void
  /** Resolves when the commit that is under way has come to something. */
  settled(): Promise<void>
  /** Drops what is scheduled; a commit under way goes on. */
  stop(): void
}

export function createPump({ committer, mayCommit, onFailure }: PumpOptions): Pump {
  let underWay: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let lastCommitAt = Number.NEGATIVE_INFINITY

  function schedule(): void {
    if (timer || underWay || !mayCommit()) return
    const dueInMs = committer.isFull() ? 0 : lastCommitAt + GATHER_MS - performance.now()
    timer = setTimeout(commitNow, Math.max(0, dueInMs))
  }

  function commitNow(): void {
    timer = undefined
    lastCommitAt = performance.now()
    underWay = committer.commit().then((failure) => {
      underWay = undefined
      if (failure) onFailure(failure)
      else schedule()
    })
  }

  return {
    schedule,
    settled: async () => underWay,
    stop: () => clearTimeout(timer),
  }
}
