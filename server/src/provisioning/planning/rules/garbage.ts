import { plan } from '../plan.ts'
import type { Step } from '../step.ts'
import type { World } from '../world.ts'

type Removal = Extract<Step, { kind: 'remove' }>

/** What a plan would remove were every waiting time over: idle engines over the number, and all that is dead. */
export function garbage(world: World): readonly Removal[] {
  const impatient: World = {
    ...world,
    policy: { ...world.policy, idleTtlMs: 0 },
    engines: world.engines.map((each) => ({
      ...each,
      failedForMs: each.failedForMs === null ? null : Number.POSITIVE_INFINITY,
    })),
  }
  const removals = plan(impatient).steps.filter((step) => step.kind === 'remove')
  const useless = removals.filter(({ cause }) => cause === 'idle' || cause === 'failed')
  return [...useless, ...deadGenerics(world)]
}

function deadGenerics({ generics }: World): Removal[] {
  return generics
    .filter(({ facts }) => facts.status === 'exited' || facts.status === 'dead')
    .map(({ facts }) => ({
      kind: 'remove',
      id: facts.id,
      why: { code: 'cleaned_up' },
      cause: 'failed',
      graceMs: 0,
    }))
}
