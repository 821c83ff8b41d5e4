import { derived } from '../../lib/live.ts'
import { createVpnWatch, type VpnWatch } from '../../vpn/watch.ts'
import type { AppOptions } from '../app-options.ts'
import type { Core } from './core.ts'

/** Watches the configured VPN containers, with the engines that are in their networks. */
export function createVpn(options: AppOptions, { registry, journal }: Core): VpnWatch {
  const { edges, store, clock, logger } = options
  const { config } = options
  const { gluetun } = config.get()
  return createVpnWatch({
    containers: edges.vpnContainers,
    control: edges.control,
    nodes: gluetun.containers,
    settings: derived(config, (now) => ({
      intervalMs: now.gluetun.checkIntervalMs,
      portWatchdog: now.gluetun.portWatchdog,
    })),
    leakCheckUrl: gluetun.leakCheckUrl,
    advertisePublished: edges.advertisesPublished,
    engines: {
      inNetworkOf: (node) =>
        registry
          .list()
          .filter(({ engineSpec }) => engineSpec.vpn === node)
          .map(({ id }) => id),
    },
    store: store.vpnChecks,
    recorder: journal,
    clock,
    logger: logger.child({ module: 'vpn' }),
  })
}
