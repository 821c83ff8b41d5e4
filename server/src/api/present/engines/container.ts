import type { ContainerView } from '@acestream-orchestrator/contract/provisioning'
import type { ContainerFacts } from '../../../engines/ports.ts'
import { iso } from '../time.ts'

export function containerView(facts: ContainerFacts): ContainerView {
  return {
    id: facts.id,
    name: facts.name,
    image: facts.image,
    created: iso(facts.createdAtMs),
    status: facts.status,
    labels: { ...facts.labels },
    ports: Object.fromEntries(
      Object.entries(facts.ports).map(([port, bindings]) => [port, bindings && [...bindings]]),
    ),
  }
}
