import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import type { VpnStatus } from '@acestream-orchestrator/contract/vpn'

const only = <T extends object>(value: T, fields: readonly (keyof T)[]): Partial<T> =>
  Object.fromEntries(fields.map((field) => [field, value[field]])) as Partial<T>

/** An engine with the fields that older orchestrators send, and no others. */
export const olderEngine = (engine: EngineState) =>
  only(engine, [
    'container_id',
    'container_name',
    'host',
    'port',
    'labels',
    'first_seen',
    'last_seen',
    'streams',
    'health_status',
    'last_health_check',
    'last_stream_usage',
  ])

export const olderStream = (stream: StreamState) =>
  only(stream, [
    'id',
    'key_type',
    'key',
    'container_id',
    'playback_session_id',
    'stat_url',
    'command_url',
    'is_live',
    'started_at',
    'ended_at',
    'status',
  ])

export const olderVpn = (vpn: VpnStatus) =>
  only(vpn, ['enabled', 'status', 'container_name', 'health', 'forwarded_port', 'last_check'])

/** The routes that an older orchestrator has, as far as the panel asks for them. */
export const OLDER_ROUTES: readonly RegExp[] = [
  /^GET \/engines(\/[^/]+)?$/,
  /^GET \/streams$/,
  /^GET \/streams\/[^/]+\/stats$/,
  /^(GET|DELETE) \/containers\/[^/]+$/,
  /^GET \/vpn\/status$/,
  /^POST \/(provision\/acestream|scale\/\d+|gc)$/,
]
