import { AssertionError } from 'node:assert'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { PRODUCT_LABEL } from '@acestream-orchestrator/testing/orchestrator/product'
import type { Invariant } from './chaos.ts'
import type { Scene } from './scene.ts'

export interface Limits {
  readonly maximum: number
}

/** The most engines that ran at the same moment, by Docker's own word. */
export interface Seen {
  mostEngines: number
}

/** What must hold at every moment, whatever is broken. */
export function invariantsOf(scene: Scene, { maximum }: Limits, seen: Seen): readonly Invariant[] {
  return [
    whileDockerAnswers(async () => {
      const filters = encodeURIComponent(JSON.stringify({ label: [PRODUCT_LABEL] }))
      const running = await scene.rig.api.json<object[]>('GET', `/containers/json?filters=${filters}`)
      seen.mostEngines = Math.max(seen.mostEngines, running.length)
      assert.ok(running.length <= maximum, `${running.length} engines run, ${maximum} are allowed`)
    }),
    whileDockerAnswers(async () => {
      if (scene.foreignersResting) return
      await scene.rig.foreigners.assertUntouched().catch((error) => {
        if (!scene.foreignersResting) throw error
      })
    }),
    () => whileUp(scene, redIsExplained),
  ]
}

/** Docker being away is one of the faults that are caused here; what it does not answer can't be judged. */
function whileDockerAnswers(judge: Invariant): Invariant {
  return () =>
    judge().catch((error: unknown) => {
      if (error instanceof AssertionError) throw error
    })
}

/** The API answers whatever else is broken; only a product that is down on purpose may be silent. */
async function whileUp(scene: Scene, judge: (scene: Scene) => Promise<void>): Promise<void> {
  const { product } = scene
  if (!product) return
  await judge(scene).catch((error: unknown) => {
    if (scene.product === product) throw error
  })
}

async function redIsExplained({ product }: Scene): Promise<void> {
  if (!product) return
  for (const { container_name, state, health_status, health_reason } of await product.engines())
    if (health_status === 'unhealthy' || state === 'failed')
      assert.ok(health_reason, `${container_name} is ${state} and ${health_status} without a reason`)
  const { status, reason, engines } = await product.status()
  assert.ok(status === 'healthy' || reason, `${status} without a reason: ${JSON.stringify(engines)}`)
}

/** What a process holds. */
export interface Holding {
  readonly pid: number
  readonly residentMb: number
  readonly handles: number
}

export function holdingOf(pid: number): Holding {
  const rss = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
  return { pid, residentMb: Number(rss) / 1024, handles: readdirSync(`/proc/${pid}/fd`).length }
}

/** The most that any process grew by between its first and its last look. */
export function growthOf(holdings: readonly Holding[], what: 'residentMb' | 'handles'): number {
  const byProcess = Map.groupBy(holdings, ({ pid }) => pid)
  return Math.max(0, ...[...byProcess.values()].map((of) => (of.at(-1)?.[what] ?? 0) - (of[0]?.[what] ?? 0)))
}
