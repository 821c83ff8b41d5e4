import { LABELS, REDUCED_HARDENING } from '../../../engines/labels.ts'
import type { ContainerFacts } from '../../../engines/ports.ts'
import type { Logger } from '../../../lib/log.ts'

/** Whether containers are created with an init process and no-new-privileges, which some builds of Docker can't run. */
export interface Hardening {
  isReduced(): boolean
  learn(facts: ContainerFacts): void
}

/** Docker from Ubuntu's snap: its AppArmor profile lets no program be executed under either of the two. */
const MAY_NOT_EXECUTE = /(docker-init|tini|exec).*(operation not permitted|permission denied)/i
const NOT_STARTED = 255

/** One container that died of it is enough: every other one would die likewise. */
export function createHardening(logger: Logger): Hardening {
  let isReduced = false

  return {
    isReduced: () => isReduced,
    learn: ({ name, exitCode, lastWords, labels, status }) => {
      if (isReduced) return
      const wasReduced = labels[LABELS.hardening] === REDUCED_HARDENING
      if (wasReduced)
        isReduced = status === 'running' // found out before our restart
      else if (exitCode === NOT_STARTED && MAY_NOT_EXECUTE.test(lastWords ?? '')) {
        isReduced = true
        logger.warn(
          { container: name, reason: lastWords },
          'this Docker runs no container with an init process and no-new-privileges: engines are created without them',
        )
      }
    },
  }
}
