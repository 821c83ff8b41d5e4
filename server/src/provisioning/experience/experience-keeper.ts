import type { EventRecorder } from '../../journal/journal-event.ts'
import type { Breaker } from '../planning/world.ts'
import { breakerAt } from './breaker.ts'
import { type Experience, INEXPERIENCED, type Lesson, learn } from './experience.ts'

/** What this process has learned so far from creating engines. */
export interface ExperienceKeeper {
  now(): Experience
  breaker(): Breaker
  /** An opening breaker is recorded. */
  learn(lesson: Lesson): void
}

export function createExperienceKeeper(elapsedMs: () => number, { record }: EventRecorder): ExperienceKeeper {
  let experience: Experience = INEXPERIENCED
  const breaker = () => breakerAt(experience.breaker, elapsedMs())

  return {
    now: () => experience,
    breaker,
    learn: (lesson) => {
      const before = breaker()
      experience = learn(experience, lesson, elapsedMs())
      const { state, endsInS, reason } = breaker()
      if (state !== 'open' || before.state === 'open') return
      record({ event: { code: 'system.breaker_open', reason: reason ?? { code: 'unspecified' }, endsInS } })
    },
  }
}
