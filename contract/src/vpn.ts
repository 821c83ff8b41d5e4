import { type Static, Type } from 'typebox'
import { RecentCheck } from './engine.ts'
import { ReasonData } from './reasons/reason.ts'
import { Nullable, Timestamp } from './scalars.ts'

export const VpnStateWord = Type.Union([
  Type.Literal('up'),
  Type.Literal('connecting'),
  Type.Literal('degraded'),
  Type.Literal('stopped'),
  Type.Literal('crashed'),
  Type.Literal('unreachable'),
  Type.Literal('unauthorized'),
  Type.Literal('not_found'),
  Type.Literal('not_configured'),
])
export type VpnStateWord = Static<typeof VpnStateWord>

/** The public IP seen through the VPN against the host's own; `null` when no check is configured or possible. */
export const LeakCheck = Type.Object({
  status: Type.Union([Type.Literal('protected'), Type.Literal('leaking'), Type.Literal('unknown')]),
  host_ip: Nullable(Type.String()),
  reason: Nullable(Type.String()),
  reason_data: Nullable(ReasonData),
  checked_at: Nullable(Timestamp),
})
export type LeakCheck = Static<typeof LeakCheck>

const node = {
  enabled: Type.Boolean(),
  status: Type.String({ description: "Docker's container status, or disabled, not_found, error" }),
  container_name: Nullable(Type.String()),
  health: Type.Union([
    Type.Literal('healthy'),
    Type.Literal('unhealthy'),
    Type.Literal('starting'),
    Type.Literal('unknown'),
  ]),
  forwarded_port: Nullable(Type.Integer()),
  last_check: Nullable(Timestamp),
  state: VpnStateWord,
  connected: Nullable(Type.Boolean()),
  public_ip: Nullable(Type.String()),
  country: Nullable(Type.String()),
  region: Nullable(Type.String()),
  city: Nullable(Type.String()),
  provider: Nullable(Type.String()),
  vpn_type: Nullable(Type.String()),
  gluetun_version: Nullable(Type.String()),
  recent_checks: Type.Array(RecentCheck),
  reason: Nullable(Type.String()),
  reason_data: Nullable(ReasonData),
  since: Nullable(Timestamp),
  port_forwarding: Type.Union([
    Type.Literal('on'),
    Type.Literal('off'),
    Type.Literal('pending'),
    Type.Literal('unknown'),
  ]),
  last_port_change: Nullable(Timestamp),
  engines: Type.Array(Type.String(), { description: 'ids of the engines in its network' }),
  leak: Nullable(LeakCheck),
}

export const VpnNodeStatus = Type.Object(node)
export type VpnNodeStatus = Static<typeof VpnNodeStatus>

export const VpnStatus = Type.Object({ ...node, containers: Type.Array(VpnNodeStatus) })
export type VpnStatus = Static<typeof VpnStatus>
