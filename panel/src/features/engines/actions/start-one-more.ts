import { type Fault, faultOf } from '../../../connection/http/fault.ts'
import { KeyRefused } from '../../../connection/http/key-request.ts'
import { readWorld } from '../../../fleet/live-store.ts'
import { createStore } from '../../../platform/store.ts'
import { setTarget } from '../api.ts'
import { targetForOneMore } from './one-more.ts'

/** One engine more than there are: asked for, refused, or on its way. */
export type OneMore =
  | { readonly state: 'asking' }
  /** MAX_REPLICAS is reached. */
  | { readonly state: 'full'; readonly most: number }
  | { readonly state: 'failed'; readonly fault: Fault }
  /** `before`: the engines that were there when it was asked for. */
  | { readonly state: 'asked'; readonly target: number; readonly before: ReadonlySet<string> }

export const oneMore = createStore<OneMore | null>(null)

export async function startOneMore(): Promise<void> {
  const { engines, status } = readWorld()
  const target = targetForOneMore(engines ?? [], status?.capacity ?? null)
  if (target === null) return oneMore.set({ state: 'full', most: status?.capacity.max_replicas ?? 0 })
  const before = new Set(engines?.map(({ container_id }) => container_id))
  oneMore.set({ state: 'asking' })
  try {
    await setTarget(target)
    oneMore.set({ state: 'asked', target, before })
  } catch (error) {
    oneMore.set(error instanceof KeyRefused ? null : { state: 'failed', fault: faultOf(error) })
  }
}
