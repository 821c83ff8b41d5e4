import type { Exit, VpnStatus } from './vpn.ts'

/** What a test or the demo may set from outside. */
export interface VpnChanges extends Partial<Exit> {
  readonly status?: VpnStatus
  readonly healthy?: boolean
  readonly healthReason?: string
}

const STATUSES = ['starting', 'running', 'stopping', 'stopped', 'crashed', 'completed']

const isText = (value: unknown) => typeof value === 'string'

const CHECKS: { readonly [K in keyof Required<VpnChanges>]: (value: unknown) => boolean } = {
  status: (value) => isText(value) && STATUSES.includes(String(value)),
  publicIp: isText,
  country: isText,
  region: isText,
  city: isText,
  forwardedPorts: (value) => Array.isArray(value) && value.every(Number.isInteger),
  healthy: (value) => typeof value === 'boolean',
  healthReason: isText,
}

/** Takes what came over the wire. Throws with the field that is wrong. */
export function parseChanges(value: unknown): VpnChanges {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('changes of the VPN: expected a JSON object')
  for (const [field, given] of Object.entries(value)) {
    const accepts = Object.hasOwn(CHECKS, field) ? CHECKS[field as keyof VpnChanges] : undefined
    if (!accepts?.(given))
      throw new Error(
        `changes of the VPN: ${field}: ${JSON.stringify(given)}; there are ${Object.keys(CHECKS).join(', ')}`,
      )
  }
  return value
}

/** Only what says where the tunnel ends. */
export function exitIn({ publicIp, country, region, city, forwardedPorts }: VpnChanges): Partial<Exit> {
  return {
    ...(publicIp === undefined ? {} : { publicIp }),
    ...(country === undefined ? {} : { country }),
    ...(region === undefined ? {} : { region }),
    ...(city === undefined ? {} : { city }),
    ...(forwardedPorts === undefined ? {} : { forwardedPorts }),
  }
}
