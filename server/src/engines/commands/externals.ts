import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { type Address, isSameAddress } from '../../lib/address.ts'
import { DomainError } from '../../lib/errors.ts'
import type { Commands, CommandsOptions } from '../commands.ts'
import { describe, type Engine, isExternal } from '../engine.ts'
import type { ExternalEngine } from '../ports.ts'
import { notFound } from './not-found.ts'

/** Engines that somebody else runs. */
export function externalCommands(
  options: CommandsOptions,
): Pick<Commands, 'registerExternal' | 'dropExternal'> {
  const { registry, engines, clock } = options
  return {
    registerExternal: async (address, name) => {
      const known = registry.list().find((each) => isExternal(each) && isSameAddress(each.dial, address))
      const why = await whyRefused(options, address, known)
      if (why) throw refused(address, why)
      const external: ExternalEngine = {
        id: known?.id ?? options.newId(),
        name,
        address,
        registeredAtMs: known?.firstSeenMs ?? clock.now(),
      }
      await engines.putExternal(external)
      registry.addExternal(external)
      options.wake()
      return registry.get(external.id) ?? vanished(external.id)
    },
    dropExternal: async (id) => {
      const engine = registry.find(id)
      if (!engine) throw notFound(id)
      if (!isExternal(engine)) {
        const reason: Reason = { code: 'engine_is_managed', engine: describe(engine), id: engine.id }
        throw new DomainError('conflict', reason)
      }
      await engines.dropExternal(engine.id)
      registry.dropExternal(engine.id)
    },
  }
}

/** One that is registered already is not asked again whether it answers. */
async function whyRefused(
  { whyNotExternal, whyNoAnswer }: CommandsOptions,
  address: Address,
  known: Engine | undefined,
): Promise<Reason | null> {
  const why = await whyNotExternal?.(address)
  return why ?? (known ? null : ((await whyNoAnswer?.(address)) ?? null))
}

function refused(address: Address, reason: Reason): DomainError {
  const field = { loc: ['body', 'host'], input: address.host }
  return new DomainError('validation', { code: 'registration_refused', reason }, { field })
}

function vanished(id: string): never {
  throw new Error(`engine ${id} vanished while it was being registered`)
}
