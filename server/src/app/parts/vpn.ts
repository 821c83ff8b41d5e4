import { createVpnWatch, type VpnWatch } from '../../vpn/watch.ts'
import type { AppOptions } from '../app-options.ts'
import type { Core } from './core.ts'

/** Watches the configured VPN containers, with the engines that are in their networks. */
export function createVpn(options: AppOptions, { registry, journal }: Core): VpnWatch {
  const { edges, store, clock, logger } = options
  const { gluetun } = options.config
  return createVpnWatch({
    containers: edges.vpnContainers,
    control: edges.control,
    nodes: gluetun.containers,
    intervalMs: gluetun.checkIntervalMs,
    portWatchdog: gluetun.portWatchdog,
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
