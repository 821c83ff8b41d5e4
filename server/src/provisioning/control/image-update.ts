import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { IntentStore } from '../../engines/ports.ts'
import type { Clock } from '../../lib/clock.ts'
import { reasonOf } from '../../lib/errors.ts'
import type { Live } from '../../lib/live.ts'
import { censusOf } from '../planning/census.ts'
import { counts, isBusy, isOutOfDate } from '../planning/engine-standing.ts'
import type { Policy, World } from '../planning/world.ts'
import type { ImageRegistry, RegistryCheck } from '../ports.ts'
import type { ImageUpdateState } from '../service.ts'
import type { ImageKeeper } from './image-keeper.ts'

export interface ImageUpdateOptions {
  readonly image: Pick<ImageKeeper, 'state' | 'refresh'>
  readonly runtime: ImageRegistry
  readonly intents: Pick<IntentStore, 'setImageUpdate'>
  readonly policy: Live<Policy>
  readonly clock: Clock
  readonly wake: () => void
}

/** `POST /image/update`: fetches the newest image, then has the plan replace every engine that differs from it. */
export interface ImageUpdate {
  state(): ImageUpdateState
  /** The plan is to replace outdated engines as soon as they are idle. */
  isReplacing(): boolean
  /** One that is under way goes on. Rejects with `store_unavailable` where the wish can't be stored. */
  start(): Promise<void>
  cancel(): Promise<void>
  /** Goes on with what was asked for before our start: from the pull, which is short where nothing is new. */
  restore(atMs: number | null): void
  /** To be called after each pass. */
  observe(world: World): void
  stop(): void
}

const LOOK_AGAIN_MS = 1000

export function createImageUpdate(options: ImageUpdateOptions): ImageUpdate {
  const { intents, clock, wake } = options
  let state: ImageUpdateState = { kind: 'idle' }
  let running = new AbortController()

  const isRunning = () => state.kind === 'pulling' || state.kind === 'replacing'

  function finish(end: ImageUpdateState): void {
    state = end
    intents.setImageUpdate(null).catch(() => {}) // read again after our next start, and finished again
  }

  async function fetchImage(): Promise<void> {
    state = { kind: 'pulling' }
    running = new AbortController()
    const { signal } = running
    const failure = await fetched(options, signal).catch(reasonOf)
    if (signal.aborted) return
    if (failure) return finish({ kind: 'failed', reason: failure })
    state = { kind: 'replacing', replaced: 0, total: null, waiting: 0 }
    wake()
  }

  return {
    state: () => state,
    isReplacing: () => state.kind === 'replacing',
    start: async () => {
      if (isRunning()) return
      await intents.setImageUpdate(clock.now())
      if (!isRunning()) void fetchImage()
    },
    cancel: async () => {
      if (!isRunning()) return
      await intents.setImageUpdate(null)
      if (!isRunning()) return
      running.abort(new Error('cancelled'))
      state = { kind: 'cancelled', replaced: state.kind === 'replacing' ? state.replaced : 0 }
      wake()
    },
    restore: (atMs) => {
      if (atMs !== null && !isRunning()) void fetchImage()
    },
    observe: (world) => {
      if (state.kind !== 'replacing') return
      const next = progress(world, state.total)
      if (next?.kind === 'done') finish(next)
      else if (next) state = next
    },
    stop: () => running.abort(new Error('stopping')),
  }
}

/** Why the newest image could not be fetched, or undefined. One built or loaded on this machine is used as it is. */
async function fetched(
  { image, runtime, policy, clock }: ImageUpdateOptions,
  signal: AbortSignal,
): Promise<Reason | undefined> {
  while (image.state().kind === 'unknown') await clock.sleep(LOOK_AGAIN_MS, signal)
  const check = await runtime.compareWithRegistry(policy.get().spec.image, signal)
  return image.refresh(isPullNeeded(check), signal)
}

function isPullNeeded(check: RegistryCheck): boolean {
  if (check.state !== 'unknown') return check.state === 'newer'
  return check.reason.code !== 'image_without_registry' && check.reason.code !== 'has_no_images'
}

/** How far the replacing is; undefined while the world can't tell. */
function progress(world: World, totalBefore: number | null): ImageUpdateState | undefined {
  if (!world.isUpdating || !world.runtimeReachable || world.image.kind !== 'present') return undefined
  const { own, isRolling } = censusOf(world)
  const left = own.filter((each) => counts(each) && each.engine.drain === null && isOutOfDate(each))
  const total = Math.max(totalBefore ?? 0, left.length)
  const replaced = total - left.length
  if (left.length === 0 && !isRolling) return { kind: 'done', replaced }
  return { kind: 'replacing', replaced, total, waiting: left.filter(isBusy).length }
}
