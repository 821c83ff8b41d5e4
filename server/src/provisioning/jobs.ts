import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { createEmitter, type Emitter } from '../lib/emitter.ts'

/** A long action on its way: an image pull with bytes, a scaling with engines ready. */
export interface Job {
  readonly id: string
  readonly kind: 'image_pull' | 'scale'
  /** What it does. */
  readonly title: Reason
  readonly done: number
  readonly total: number | null
  readonly unit: string
  readonly state: 'running' | 'done' | 'failed'
  readonly error: Reason | null
}

/** Long actions on their way, for people to watch: an image pull, a scaling. */
export interface Jobs {
  readonly changes: Emitter<Job>
  /** Running ones first, then the last finished, newest first. */
  list(): readonly Job[]
  start(kind: Job['kind'], title: Reason, unit: string): RunningJob
}

export interface RunningJob {
  progress(done: number, total: number | null): void
  done(): void
  fail(error: Reason): void
}

/** Finished jobs kept for those who look a moment later. */
const KEPT = 20

export function createJobs(newId: () => string): Jobs {
  const changes = createEmitter<Job>()
  let jobs: readonly Job[] = []

  function put(job: Job): void {
    const others = jobs.filter((each) => each.id !== job.id)
    const running = [job, ...others].filter((each) => each.state === 'running')
    const finished = [job, ...others].filter((each) => each.state !== 'running')
    jobs = [...running, ...finished.slice(0, KEPT)]
    changes.emit(job)
  }

  return {
    changes,
    list: () => jobs,
    start: (kind, title, unit) => {
      let job: Job = { id: newId(), kind, title, done: 0, total: null, unit, state: 'running', error: null }
      put(job)
      const update = (change: Partial<Job>) => {
        if (job.state !== 'running') return
        job = { ...job, ...change }
        put(job)
      }
      return {
        progress: (done, total) => update({ done, total }),
        done: () => update({ state: 'done', done: job.total ?? job.done }),
        fail: (error) => update({ state: 'failed', error }),
      }
    },
  }
}
