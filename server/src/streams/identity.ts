import type { StreamStartedBody } from '@acestream-orchestrator/contract/stream'
import { DomainError } from '../lib/errors.ts'
import type { EngineDirectory, EngineRef } from './ports.ts'
import type { StreamIdentity } from './stream.ts'

/**
 * An absolute URL or a bare path, of which only the path is taken. Both parts are hexadecimal: the infohash and a
 * token (facts: acestream-engine.md 2.4). Anchored, so that nothing else can ever be asked of an engine.
 */
const SESSION_PATH =
  /^(?:https?:\/\/[^/?#\s\\]+)?(?<path>\/ace\/(?<verb>stat|cmd)\/[0-9a-f]{1,128}\/[0-9a-f]{1,128})\/?(?:[?#]\S*)?$/i

/** The reported stream's id: the reporter's own (`labels.stream_id`), else `<key>|<session>`. */
export function streamIdOf(body: StreamStartedBody): string {
  const given = body.labels?.['stream_id']
  if (given !== undefined && given !== '') return given
  return `${body.stream.key}|${body.session.playback_session_id}`
}

/**
 * The path of a `stat_url` or `command_url`; its host and port are never used, since the engine is called at the
 * address at which we reach it. Throws `validation` with the field for anything else.
 */
export function sessionPath(field: 'stat_url' | 'command_url', url: string): string {
  const verb = field === 'stat_url' ? 'stat' : 'cmd'
  const parts = SESSION_PATH.exec(url.trim())?.groups
  if (parts?.['path'] === undefined || parts['verb']?.toLowerCase() !== verb) {
    const expected = `/ace/${verb}/<hex>/<hex>`
    throw new DomainError('validation', `reading ${field}: its path must be ${expected}`, {
      field: { loc: ['body', 'session', field], input: url },
    })
  }
  return parts['path']
}

/**
 * The engine a start event means: by `container_id` if it is one of ours, else by host and port as the directory
 * knows them. Throws `unknown_engine`: an event never makes an engine appear and never changes an address.
 */
export function engineOf(body: StreamStartedBody, engines: EngineDirectory): EngineRef {
  const { container_id: containerId, engine } = body
  const byId = containerId ? engines.find(containerId) : undefined
  const found = byId ?? engines.findByAddress(engine.host, engine.port)
  if (found !== undefined) return found
  const byName = containerId ? `is container ${containerId} or ` : ''
  throw new DomainError(
    'unknown_engine',
    `recording the start of a stream: no engine here ${byName}is reached at ${engine.host}:${engine.port}; ` +
      'a proxy with engines of its own registers them first (POST /engines)',
  )
}

/** Where a session is asked and commanded on its engine. */
export type SessionPaths = Pick<StreamIdentity, 'statPath' | 'commandPath'>

/** Both paths of a start event. Throws `validation`. */
export function sessionPathsOf({ session }: StreamStartedBody): SessionPaths {
  return {
    statPath: sessionPath('stat_url', session.stat_url),
    commandPath: sessionPath('command_url', session.command_url),
  }
}

/** Everything that stays the same for a stream's whole life. */
export function identityOf(
  body: StreamStartedBody,
  paths: SessionPaths,
  engine: EngineRef,
  source: StreamIdentity['source'],
): StreamIdentity {
  return {
    ...paths,
    id: streamIdOf(body),
    keyType: body.stream.key_type,
    key: body.stream.key,
    engineId: engine.id,
    engineName: engine.name,
    sessionId: body.session.playback_session_id,
    isLive: body.session.is_live !== 0,
    labels: body.labels ?? {},
    source,
  }
}
