import type { Config } from '../config/config.ts'
import type { Policy, SpecPolicy } from '../provisioning/planning/world.ts'
import { commandImage } from '../runtime/process/command.ts'

/** Engines get this long between SIGTERM and SIGKILL. */
const STOP_GRACE_MS = 5000

/** The settings as provisioning goes by them. */
export function policyOf(config: Config): Policy {
  const { provisioning, gluetun } = config
  return {
    minReplicas: provisioning.minReplicas,
    maxReplicas: provisioning.maxReplicas,
    minFree: provisioning.minFreeReplicas,
    idleTtlMs: provisioning.idleTtlMs,
    graceMs: provisioning.graceMs,
    autoDelete: provisioning.autoDelete,
    rollOutdated: provisioning.rollOutdated,
    unhealthyGraceMs: provisioning.unhealthyGraceMs,
    unhealthyBusyMaxMs: provisioning.unhealthyBusyMaxMs,
    preferredPerVpn: gluetun.preferredEngines,
    portChangeImmediately: gluetun.portChange === 'immediately',
    restartOnReconnect: gluetun.restartEnginesOnReconnect,
    stopGraceMs: STOP_GRACE_MS,
    spec: specPolicyOf(config),
  }
}

function specPolicyOf({ engines, docker, ranges, runtime }: Config): SpecPolicy {
  return {
    image: runtime.kind === 'process' ? commandImage(engines.command) : engines.image,
    variantOverride: engines.variant,
    args: engines.args,
    env: engines.env,
    label: engines.label,
    instance: engines.instance,
    network: docker.network,
    publishIp: engines.publishIp,
    publishHttps: engines.publishHttps,
    memoryLimitBytes: engines.memoryLimitBytes,
    cpuLimit: engines.cpuLimit,
    ranges,
  }
}
