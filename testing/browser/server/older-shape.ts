/** The routes that an older orchestrator has, as far as the panel asks for them. */
export const OLDER_ROUTES: readonly RegExp[] = [
  /^GET \/engines(\/[^/]+)?$/,
  /^GET \/streams$/,
  /^GET \/streams\/[^/]+\/stats$/,
  /^(GET|DELETE) \/containers\/[^/]+$/,
  /^GET \/vpn\/status$/,
  /^POST \/(provision\/acestream|scale\/\d+|gc)$/,
]

/** The fields that it sends, by route, and no others. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'GET /engines': [
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
  ],
  'GET /streams': [
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
  ],
  'GET /vpn/status': ['enabled', 'status', 'container_name', 'health', 'forwarded_port', 'last_check'],
}

/** What an older orchestrator answers where ours answers `body`. */
export function olderAnswer(line: string, body: unknown): unknown {
  const fields = FIELDS[line]
  if (fields === undefined) return body
  return Array.isArray(body) ? body.map((each) => only(each, fields)) : only(body, fields)
}

const only = (value: unknown, fields: readonly string[]) =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([field]) => fields.includes(field)))
