import type { SystemEvents } from '@acestream-orchestrator/contract/events/system'
import type { Wording } from '../wording.ts'

export const systemEvents: Wording<SystemEvents> = {
  'system.breaker_open': ({ reason, endsInS }, say) =>
    `no engines are started for ${endsInS} s: ${say(reason)}`,
}
