import type { EngineEvents } from '@acestream-orchestrator/contract/events/engine'
import type { Wording } from '../wording.ts'

export const engineEvents: Wording<EngineEvents> = {
  'engine.created': (found) => `${found.engine} was created${howFound(found)}`,
  'engine.adopted': (found) => `${found.engine} was found running and kept${howFound(found)}`,
  'engine.registered': ({ engine }) => `${engine} was registered as an external engine`,
  'engine.starting': ({ engine }) => `${engine} is starting`,
  'engine.ready': ({ engine, afterDrain }) =>
    afterDrain ? `${engine} takes streams again` : `${engine} is ready`,
  'engine.draining': ({ engine, kept }) =>
    kept
      ? `${engine} takes no new streams, for maintenance`
      : `${engine} takes no new streams and is removed when its last one ends`,
  'engine.restarting': ({ engine, reason }, say) => `${engine} is being restarted: ${say(reason)}`,
  'engine.restarted': ({ engine }) =>
    `${engine} was restarted by something else, e.g. by hand or by autoheal`,
  'engine.failed': ({ engine, reason }, say) => `${engine} died: ${say(reason)}`,
  'engine.removing': ({ engine, reason }, say) => `${engine} is being removed: ${say(reason)}`,
  'engine.removed': ({ engine, reason }, say) => `${engine} was removed: ${say(reason)}`,
  'engine.vpn_lost': ({ engine, reason }, say) => `${engine} lost its VPN connection (${say(reason)})`,
  'engine.vpn_back': ({ engine }) => `${engine} has its VPN connection back`,
  'health.unhealthy': ({ engine, reason }, say) => `${engine} is unhealthy: ${say(reason)}`,
  'health.healthy': ({ engine }) => `${engine} is healthy again`,
}

function howFound({ port, reducedHardening }: EngineEvents['engine.created']): string {
  const hardening = reducedHardening
    ? ' with reduced hardening (this Docker runs nothing with init and no-new-privileges)'
    : ''
  return `${hardening}, on port ${port}`
}
