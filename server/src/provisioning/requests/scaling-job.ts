import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Jobs, RunningJob } from '../jobs.ts'

/** The operator's scaling for people to watch, until as many engines are ready. At most one at a time. */
export interface ScalingJob {
  start(target: number): void
  /** So many engines are ready now. */
  progress(ready: number): void
  /** Another number has been set, or none. */
  abandon(why: Reason): void
}

export function createScalingJob(jobs: Pick<Jobs, 'start'>): ScalingJob {
  let running: { readonly job: RunningJob; readonly target: number } | null = null
  return {
    start: (target) => {
      const title: Reason = { code: 'scaling_to', target }
      running = { job: jobs.start('scale', title, 'engines ready'), target }
    },
    progress: (ready) => {
      if (!running) return
      const { job, target } = running
      job.progress(Math.min(ready, target), target)
      if (ready < target) return
      job.done()
      running = null
    },
    abandon: (why) => {
      running?.job.fail(why)
      running = null
    },
  }
}
