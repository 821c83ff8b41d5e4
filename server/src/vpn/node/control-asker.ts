import type { Address } from '../../lib/address.ts'
import type { Clock } from '../../lib/clock.ts'
import { reasonOf } from '../../lib/errors.ts'
import type { ControlReading, VpnContainerFacts } from '../ports.ts'
import { type Redact, redactReason } from '../redact.ts'
import type { Dial } from './dial.ts'

export interface Asked {
  readonly reading: ControlReading | null
  readonly latencyMs: number | null
}

export const NOT_ASKED: Asked = { reading: null, latencyMs: null }

export interface ControlAsker {
  /** Asks the control server of this container. `interrupted`: the answer would have come too late. Never rejects. */
  ask(facts: VpnContainerFacts | null): Promise<Asked | 'interrupted'>
  interrupt(): void
}

export interface ControlAskerOptions {
  readonly vpn: string
  readonly dial: Pick<Dial, 'read'>
  readonly clock: Pick<Clock, 'elapsedMs'>
  readonly redact: Redact
}

export function createControlAsker({ vpn, dial, clock, redact }: ControlAskerOptions): ControlAsker {
  let asking: AbortController | null = null

  async function ask(facts: VpnContainerFacts | null): Promise<Asked | 'interrupted'> {
    const addresses: readonly Address[] = facts?.controlAddresses ?? []
    const startedMs = clock.elapsedMs()
    const question = new AbortController()
    asking = question
    try {
      const reading = (await dial.read(addresses, question.signal)) ?? outOfReach(vpn, facts)
      return { reading, latencyMs: clock.elapsedMs() - startedMs }
    } catch (error) {
      if (question.signal.aborted) return 'interrupted'
      const reason = redactReason(reasonOf(error), redact)
      return {
        reading: { kind: 'unreachable', reason: { code: 'control_asking_failed', vpn, reason } },
        latencyMs: null,
      }
    } finally {
      asking = null
    }
  }

  return { ask, interrupt: () => asking?.abort() }
}

function outOfReach(vpn: string, facts: VpnContainerFacts | null): ControlReading {
  const port = facts?.controlPort ?? null
  const reason = facts?.controlObstacle ?? ({ code: 'control_out_of_reach', vpn, port } as const)
  return { kind: 'unreachable', reason }
}
