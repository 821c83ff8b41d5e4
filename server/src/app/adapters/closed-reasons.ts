import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { isExternal } from '../../engines/engine.ts'
import type { Registry } from '../../engines/registry.ts'
import type { HealthProber } from '../../health/ports.ts'
import { type Address, isSameAddress } from '../../lib/address.ts'
import type { SessionClient } from '../../streams/ports.ts'

/** What is said of anything that answers at an external engine's address and is no engine. */
const NO_ENGINE: Reason = { code: 'not_an_engine' }

/**
 * The clients of engines, with a closed set of reasons for external ones. Where those are, a client said, and
 * everybody may read why they fail: in the words of what answered there, any service inside this network could be read.
 */
export function withClosedReasons(
  prober: HealthProber,
  sessions: SessionClient,
  registry: Pick<Registry, 'list'>,
): { readonly prober: HealthProber; readonly sessions: SessionClient } {
  const isOfExternal = ({ host, port }: Address) =>
    registry.list().some((each) => isExternal(each) && isSameAddress(each.dial, { host, port }))
  const close = <T extends { readonly reason: Reason; readonly quotes?: true }>(
    address: Address,
    miss: T,
  ): T => (miss.quotes && isOfExternal(address) ? { ...miss, reason: NO_ENGINE } : miss)

  return {
    prober: {
      probe: async (address, timeoutMs, signal) => {
        const probe = await prober.probe(address, timeoutMs, signal)
        return probe.ok ? probe : close(address, probe)
      },
    },
    sessions: {
      ...sessions,
      stat: async (address, path, timeoutMs, signal) => {
        const reading = await sessions.stat(address, path, timeoutMs, signal)
        return reading.kind === 'miss' ? close(address, reading) : reading
      },
      stop: async (address, path, timeoutMs, signal) => {
        const answer = await sessions.stop(address, path, timeoutMs, signal)
        return answer.kind === 'refused' ? close(address, answer) : answer
      },
    },
  }
}
