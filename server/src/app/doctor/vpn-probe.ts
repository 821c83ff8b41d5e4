import type { GluetunContainer } from '../../config/config.ts'
import type { VpnFacts } from '../../doctor/facts.ts'
import { createControlAsker } from '../../vpn/node/control-asker.ts'
import { createDial } from '../../vpn/node/dial.ts'
import type { ControlReading, VpnContainerFacts } from '../../vpn/ports.ts'
import { redactor } from '../../vpn/redact.ts'
import type { Setup } from './probes.ts'

export function probeVpns(setup: Setup, signal: AbortSignal): Promise<readonly VpnFacts[]> {
  const { config } = setup
  const redact = redactor(config.gluetun.containers.map(({ credentials }) => credentials))
  return Promise.all(config.gluetun.containers.map((container) => probeVpn(setup, container, redact, signal)))
}

async function probeVpn(
  { config, edges, clock }: Setup,
  { name, apiPort, credentials }: GluetunContainer,
  redact: (text: string) => string,
  signal: AbortSignal,
): Promise<VpnFacts> {
  const { gluetun, provisioning, ranges } = config
  const facts = await edges.vpnContainers.inspectVpn(name, apiPort, signal)
  const asker = createControlAsker({ vpn: name, dial: createDial(edges.control, credentials), clock, redact })
  signal.addEventListener('abort', asker.interrupt, { once: true })
  const asked = await asker.ask(facts ?? null)
  signal.throwIfAborted()
  const reading = asked === 'interrupted' ? null : asked.reading
  return {
    vpn: name,
    container: facts && reading ? containerOf(facts, reading, edges.advertisesPublished()) : null,
    range: ranges.http,
    engines: Math.ceil(provisioning.maxReplicas / gluetun.containers.length),
  }
}

/** A control server that answers though its port is not published is reached directly, and so is every engine. */
function containerOf(
  { status, published, sharesNetwork, controlPort }: VpnContainerFacts,
  reading: ControlReading,
  advertisesPublished: boolean,
): VpnFacts['container'] {
  const isDirect = sharesNetwork || (reading.kind === 'ok' && !published.has(controlPort))
  return { status, reading, published, needsPublished: !isDirect || advertisesPublished }
}
