import type { Logger } from '../../lib/log.ts'
import { desired } from '../planning/desired.ts'
import { planLine } from '../planning/plan-line.ts'
import type { Pass } from '../planning/step.ts'

/** Logs each plan that does something, and waiting once for as long as it is the same. */
export function createPlanLog(logger: Pick<Logger, 'info'>): (pass: Pass) => void {
  let lastLine: string | null = null
  return ({ world, plan }) => {
    const isShort = desired(world).missing + world.requests.length + world.waiting > 0
    const line = planLine(plan, isShort)
    if (line !== null && (line !== lastLine || plan.steps.length > 0)) logger.info({ plan: line }, 'plan')
    lastLine = line
  }
}
