import { type Engine, isExternal, lifecycleOf, takesStreams } from '../../engines/engine.ts'
import type { Blocked } from '../../provisioning/planning/step.ts'
import type { Action, Doing } from '../incident.ts'
import { doing, type Finding } from './finding.ts'
import type { Sight } from './sight.ts'

/** An engine may take so long to its first answer before anybody worries. */
const START_MS = 20_000
/** A full fleet is news once it stays full: while engines come and go it is full for a moment. */
const FULL_MS = 5_000

/** `isCovered`: another finding says why the engine does not serve; `isCause`: why none can be created. */
export interface Covered {
  readonly engine: (engine: Engine) => boolean
  readonly blocked: (code: Blocked['code']) => boolean
}

/** What is wrong with all engines together. */
export function detectFleet(sight: Sight, covered: Covered): readonly Finding[] {
  if (!sight.snapshot.wasRead) return []
  const blocked = detectBlocked(sight, covered)
  const others = blocked === null ? detectNoneServes(sight, covered) : blocked
  return [others, detectFull(sight)].filter((found) => found !== null)
}

const FLEET = {
  subject: { kind: 'fleet', id: null, name: null },
  engines: [],
  streams: [],
  sinceMs: null,
} as const

function detectBlocked({ snapshot }: Sight, covered: Covered): Finding | null {
  const { blocked, existing, wanted } = snapshot.fleet
  if (blocked === null || existing >= wanted || covered.blocked(blocked.code)) return null
  const isServing = snapshot.engines.some(takesStreams)
  return {
    ...FLEET,
    key: 'blocked',
    incident: { code: 'engines_blocked', blocked: blocked.code, engines: existing, wanted },
    severity: blocked.code === 'image_pulling' ? 'info' : isServing ? 'warning' : 'critical',
    reason: blocked.reason,
    doing: whileBlocked(blocked, snapshot.nowMs),
    can: AGAINST[blocked.code],
    opensAfterMs: blocked.code === 'max_capacity' ? FULL_MS : 0,
  }
}

function whileBlocked({ reason, etaS }: Blocked, nowMs: number): Doing {
  if (reason.code === 'image_being_pulled') return doing({ code: 'waiting_for_image', image: reason.image })
  const atMs = etaS === null ? null : nowMs + etaS * 1000
  return doing({ code: 'retrying', atMs }, atMs)
}

const AGAINST: { readonly [C in Blocked['code']]: readonly Action[] } = {
  vpn_disconnected: ['open_vpn'],
  circuit_breaker: ['settings', 'scale'],
  max_capacity: ['settings'],
  runtime_unavailable: ['settings'],
  image_pulling: [],
  image_missing: ['settings'],
  no_free_port: ['settings', 'scale'],
}

/** Engines that are broken have findings of their own; here are those that simply don't come to answer. */
function detectNoneServes({ snapshot }: Sight, covered: Covered): Finding | null {
  const { wanted } = snapshot.fleet
  const own = snapshot.engines.filter((engine) => !isExternal(engine))
  if (wanted === 0 || own.some(takesStreams)) return null
  if (own.length > 0 && own.every(covered.engine)) return null
  const starting = own.filter((engine) => lifecycleOf(engine) === 'starting').length
  return {
    ...FLEET,
    key: 'none_serves',
    incident: { code: 'no_engine_serves', engines: own.length, wanted },
    severity: 'critical',
    reason: null,
    doing: doing({ code: 'engines_are_starting', engines: starting }),
    can: ['scale', 'settings'],
    opensAfterMs: START_MS,
  }
}

function detectFull({ snapshot }: Sight): Finding | null {
  const { existing, maximum, available } = snapshot.fleet
  const own = snapshot.engines.filter((engine) => !isExternal(engine))
  if (available > 0 || existing < maximum || !own.some(takesStreams)) return null
  return {
    ...FLEET,
    key: 'full',
    incident: { code: 'capacity_full', engines: existing, maximum },
    severity: 'info',
    reason: { code: 'maximum_reached', maximum },
    doing: doing({ code: 'waiting_for_free_engine' }),
    can: ['settings'],
    opensAfterMs: FULL_MS,
  }
}
