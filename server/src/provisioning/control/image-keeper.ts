import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { EventRecorder } from '../../journal/journal-event.ts'
import { backoffMs } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import { reasonOf } from '../../lib/errors.ts'
import type { Live } from '../../lib/live.ts'
import { startLoop } from '../../lib/loop.ts'
import { same } from '../../lib/same.ts'
import type { Jobs } from '../jobs.ts'
import type { ImageState } from '../planning/world.ts'
import type { ImageFacts, Images, PullProgress } from '../ports.ts'
import { type ImageStanding, imageStateOf, isPullDue, restAfter } from './image-standing.ts'

export interface ImageKeeperOptions {
  readonly reference: Live<string>
  readonly runtime: Images
  readonly jobs: Jobs
  readonly recorder: EventRecorder
  readonly clock: Clock
  /** Called whenever `state()` would answer otherwise. */
  readonly onChange: () => void
  readonly recheckMs: Live<number>
}

export interface ImageKeeper {
  state(): ImageState
  facts(): ImageFacts | undefined
  /**
   * Reads the image again, after a pull where `pulls`. The one that is here stays in use meanwhile. Answers why the pull
   * failed, or undefined; rejects where the runtime does not answer.
   */
  refresh(pulls: boolean, signal: AbortSignal): Promise<Reason | undefined>
  /** Looks again at once, e.g. because a creation said that the image is missing. */
  wake(): void
  stop(): Promise<void>
}

const PULL_RETRY = { firstMs: 10_000, longestMs: 600_000 }
const UNREACHABLE_RETRY_MS = 1000

/** Sees to it that the image engines are made from is there: looks, pulls what is missing, looks again. */
export function startImageKeeper(options: ImageKeeperOptions): ImageKeeper {
  const { clock, runtime, reference } = options
  const record = (event: CodedEvent) => options.recorder.record({ event })
  let standing: ImageStanding = { kind: 'unknown' }
  let failures = 0
  let current = reference.get()
  let wanted = new AbortController()

  function become(next: ImageStanding): void {
    const changed = !same(next, standing)
    standing = next
    if (changed) options.onChange()
  }

  async function pull(image: string, signal: AbortSignal): Promise<void> {
    const startedAtMs = clock.elapsedMs()
    become({ kind: 'pulling', startedAtMs, progress: { doneBytes: 0, totalBytes: null } })
    const failure = await pullAsJob(options, image, signal, (progress) => {
      if (!signal.aborted) standing = { kind: 'pulling', startedAtMs, progress } // callers see it when they ask; the plan does not change
    })
    failures = failure ? failures + 1 : 0
    if (!failure || signal.aborted) return
    if (failures === 1) record({ code: 'system.image_missing', image, reason: failure })
    become({
      kind: 'missing',
      reason: failure,
      retryAtMs: clock.elapsedMs() + backoffMs(failures, PULL_RETRY),
    })
  }

  async function refresh(pulls: boolean, signal: AbortSignal): Promise<Reason | undefined> {
    const image = current
    const failure = pulls ? await pullAsJob(options, image, signal, () => {}) : undefined
    if (failure) return failure
    const facts = await runtime.image(image, signal)
    if (facts && image === current && !signal.aborted) become({ kind: 'present', facts })
    return undefined
  }

  async function pass(image: string, signal: AbortSignal): Promise<number> {
    let facts: ImageFacts | undefined
    try {
      facts = await runtime.image(image, signal)
    } catch {
      return UNREACHABLE_RETRY_MS // the runtime's own status says what is wrong with it
    }
    if (signal.aborted) return 0
    if (facts) become({ kind: 'present', facts })
    else if (isPullDue(standing, clock.elapsedMs())) await pull(image, signal)
    return restAfter(standing, clock.elapsedMs(), options.recheckMs.get())
  }

  const loop = startLoop(clock, async (signal) => {
    if (wanted.signal.aborted) {
      wanted = new AbortController()
      failures = 0
    }
    const restMs = await pass(current, AbortSignal.any([signal, wanted.signal]))
    return wanted.signal.aborted ? 0 : restMs
  })

  const endChanges = [
    options.recheckMs.on(loop.wake),
    reference.on((image) => {
      if (image === current) return
      current = image
      wanted.abort() // what is under way is about the image of before
      become({ kind: 'unknown' })
      loop.wake()
    }),
  ]

  return {
    state: () => imageStateOf(standing, clock.elapsedMs()),
    facts: () => (standing.kind === 'present' ? standing.facts : undefined),
    refresh,
    wake: loop.wake,
    stop: () => {
      for (const end of endChanges) end()
      return loop.stop()
    },
  }
}

/** Pulls once, for people to watch and in the journal. The reason why it failed, or undefined. */
async function pullAsJob(
  { runtime, jobs, recorder }: ImageKeeperOptions,
  reference: string,
  signal: AbortSignal,
  onProgress: (progress: PullProgress) => void,
): Promise<Reason | undefined> {
  const job = jobs.start('image_pull', { code: 'image_being_pulled', image: reference }, 'bytes')
  recorder.record({ event: { code: 'system.image_pulling', image: reference } })
  const report = (progress: PullProgress) => {
    job.progress(progress.doneBytes, progress.totalBytes)
    onProgress(progress)
  }
  try {
    await runtime.pull(reference, report, signal)
  } catch (error) {
    const reason = causeOf(reasonOf(error))
    job.fail(reason)
    return reason
  }
  job.done()
  recorder.record({ event: { code: 'system.image_pulled', image: reference } })
  return undefined
}

/** That a pull failed is known already. */
function causeOf(reason: Reason): Reason {
  return reason.code === 'runtime_call_failed' && reason.call === 'pull_image' ? reason.reason : reason
}
