import type { SystemEvents } from '@acestream-orchestrator/contract/events/system'
import type { Wording } from '../wording.ts'

export const systemEvents: Wording<SystemEvents> = {
  'system.image_pulling': ({ image }) => `pulling ${image}`,
  'system.image_pulled': ({ image }) => `pulled ${image}`,
  'system.image_missing': ({ image, reason }, say) => `${image} can't be pulled: ${say(reason)}`,
  'system.runtime_warning': ({ warning }) => runtimeWarning(warning),
  'system.settings_changed': ({ changes }) =>
    `settings changed: ${changes.map(({ setting, from, to }) => `${setting} from ${from} to ${to}`).join(', ')}`,
  'system.breaker_open': ({ reason, endsInS }, say) =>
    `no engines are started for ${endsInS} s: ${say(reason)}`,
}

function runtimeWarning(warning: string): string {
  if (/memory/i.test(warning) && /limit/i.test(warning))
    return `the memory limit has no effect here, or only in part: ${warning}`
  return `the runtime warns about new engines: ${warning}`
}
