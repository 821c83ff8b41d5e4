import type { PortFacts, RangeFacts } from '../facts.ts'
import { error, info, type Judged, ok } from '../finding.ts'

/** More of them nobody reads. */
const MOST_SHOWN = 10

export function judgePorts({ ranges, engines, ownPortTaken }: PortFacts): readonly Judged[] {
  return [
    ...(ownPortTaken === null ? [] : [error({ code: 'own_port_taken', port: ownPortTaken })]),
    ...ranges.map((range) => judgeRange(range, engines)),
  ]
}

function judgeRange({ setting, first, last, taken }: RangeFacts, engines: number): Judged {
  const free = last - first + 1 - taken.length
  const range = { setting, first, last, free }
  const shown = taken.slice(0, MOST_SHOWN)
  if (free < engines) return error({ code: 'ports_exhausted', ...range, needed: engines, taken: shown })
  return taken.length > 0
    ? info({ code: 'ports_partly_taken', ...range, taken: shown })
    : ok({ code: 'ports_free', ...range })
}
