import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { EventRecorder } from '../../journal/journal-event.ts'
import { backoffMs } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import { reasonOf } from '../../lib/errors.ts'
import { type Loop, startLoop } from '../../lib/loop.ts'
import { same } from '../../lib/same.ts'
import type { Jobs } from '../jobs.ts'
import type { ImageState } from '../planning/world.ts'
import type { ImageFacts, Images, PullProgress } from '../ports.ts'

export interface ImageKeeperOptions {
  readonly reference: string
  readonly runtime: Images
  readonly jobs: Jobs
  readonly recorder: EventRecorder
  readonly clock: Clock
  /** Called whenever `state()` would answer otherwise. */
  readonly onChange: () => void
  readonly recheckMs: number
}

export interface ImageKeeper {
  state(): ImageState
  facts(): ImageFacts | undefined
  /** Looks again at once, e.g. because a creation said that the image is missing. */
  wake(): void
  stop(): Promise<void>
}

const PULL_RETRY = { firstMs: 10_000, longestMs: 600_000 }
const UNREACHABLE_RETRY_MS = 1000

type Standing =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'present'; readonly facts: ImageFacts }
  | { readonly kind: 'pulling'; readonly startedAtMs: number; readonly progress: PullProgress }
  | { readonly kind: 'missing'; readonly reason: Reason; readonly retryAtMs: number }

/** Sees to it that the image engines are made from is there: looks, pulls what is missing, looks again. */
export function startImageKeeper(options: ImageKeeperOptions): ImageKeeper {
  const { clock, reference, runtime } = options
  let standing: Standing = { kind: 'unknown' }
  let failures = 0

  function become(next: Standing): void {
    const changed = !same(next, standing)
    standing = next
    if (changed) options.onChange()
  }

  function record(event: CodedEvent): void {
    options.recorder.record({ event })
  }

  async function pull(signal: AbortSignal): Promise<void> {
    const job = options.jobs.start('image_pull', { code: 'image_being_pulled', image: reference }, 'bytes')
    const startedAtMs = clock.elapsedMs()
    become({ kind: 'pulling', startedAtMs, progress: { doneBytes: 0, totalBytes: null } })
    record({ code: 'system.image_pulling', image: reference })
    try {
      await runtime.pull(
        reference,
        (progress) => {
          job.progress(progress.doneBytes, progress.totalBytes)
          standing = { kind: 'pulling', startedAtMs, progress }
        },
        signal,
      )
      failures = 0
      job.done()
      record({ code: 'system.image_pulled', image: reference })
    } catch (error) {
      const reason = causeOf(reasonOf(error))
      job.fail(reason)
      if (signal.aborted) return
      giveUpForNow(reason)
    }
  }

  function giveUpForNow(reason: Reason): void {
    failures++
    if (failures === 1) record({ code: 'system.image_missing', image: reference, reason })
    become({
      kind: 'missing',
      reason,
      retryAtMs: clock.elapsedMs() + backoffMs(failures, PULL_RETRY),
    })
  }

  async function pass(signal: AbortSignal): Promise<number> {
    let facts: ImageFacts | undefined
    try {
      facts = await runtime.image(reference, signal)
    } catch {
      return UNREACHABLE_RETRY_MS // the runtime's own status says what is wrong with it
    }
    if (facts) {
      become({ kind: 'present', facts })
      return options.recheckMs
    }
    if (standing.kind !== 'missing' || clock.elapsedMs() >= standing.retryAtMs) await pull(signal)
    return standing.kind === 'missing' ? restUntilRetry(standing.retryAtMs) : 0
  }

  /** Somebody may load or build the image by hand meanwhile, so that looking goes on between pulls. */
  function restUntilRetry(retryAtMs: number): number {
    return Math.max(0, Math.min(options.recheckMs, retryAtMs - clock.elapsedMs()))
  }

  const loop: Loop = startLoop(clock, pass)

  return {
    state: () => stateOf(standing, clock.elapsedMs()),
    facts: () => (standing.kind === 'present' ? standing.facts : undefined),
    wake: () => loop.wake(),
    stop: () => loop.stop(),
  }
}

function stateOf(standing: Standing, nowMs: number): ImageState {
  switch (standing.kind) {
    case 'unknown':
      return { kind: 'unknown' }
    case 'present':
      return { kind: 'present', digest: standing.facts.digest, hasEntrypoint: standing.facts.hasEntrypoint }
    case 'pulling':
      return { kind: 'pulling', etaS: etaOf(standing.progress, nowMs - standing.startedAtMs) }
    case 'missing':
      return {
        kind: 'missing',
        reason: standing.reason,
        retryInS: Math.max(1, Math.ceil((standing.retryAtMs - nowMs) / 1000)),
      }
  }
}

/** Seconds left at the pace so far; null until there is one. */
function etaOf({ doneBytes, totalBytes }: PullProgress, forMs: number): number | null {
  if (totalBytes === null || doneBytes <= 0 || forMs <= 0) return null
  return Math.ceil(((totalBytes - doneBytes) / doneBytes) * (forMs / 1000))
}

/** That a pull failed is known already. */
function causeOf(reason: Reason): Reason {
  return reason.code === 'runtime_call_failed' && reason.call === 'pull_image' ? reason.reason : reason
}
