import type { RegistryChange } from '../../engines/registry.ts'
import type { Lesson } from '../experience/experience.ts'
import type { ExperienceKeeper } from '../experience/experience-keeper.ts'
import { lessonsOf } from '../experience/lessons.ts'
import type { Limits } from '../limits/limits.ts'
import type { EngineRequests } from '../requests/engine-requests.ts'
import type { Observer } from './observer.ts'

export interface LearningOptions {
  readonly observer: Pick<Observer, 'isFollowing'>
  readonly experience: Pick<ExperienceKeeper, 'learn'>
  readonly limits: Pick<Limits, 'forget'>
  readonly engineRequests: Pick<EngineRequests, 'creationFailed'>
}

/** Learns from what becomes of engines. */
export function createLearning({ observer, experience, limits, engineRequests }: LearningOptions) {
  function learn(lesson: Lesson): void {
    if (lesson.kind === 'port_occupied' && lesson.requestId !== null) {
      const { port, reason } = lesson
      engineRequests.creationFailed(lesson.requestId, { kind: 'port_taken', port, reason })
    }
    experience.learn(lesson)
  }

  return (change: RegistryChange): void => {
    lessonsOf(change, observer.isFollowing()).forEach(learn)
    if (change.kind !== 'gone') return
    limits.forget(change.engine.id)
    learn({ kind: 'gone', id: change.engine.id })
  }
}
