import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { StreamEndedBody, StreamStartedBody } from '@acestream-orchestrator/contract/stream'
import type { Address } from '../../lib/address.ts'
import { DomainError } from '../../lib/errors.ts'
import type { EndReport, StartReport } from '../../streams/reports/report.ts'

/**
 * An absolute URL or a bare path, of which only the path is taken. Both parts are hexadecimal: the infohash and a
 * token (docs/reference/acestream-engine.md 2.4). Anchored, so that nothing else can ever be requested from an engine.
 */
const SESSION_PATH =
  /^(?:https?:\/\/[^/?#\s\\]+)?(?<path>\/ace\/(?<verb>stat|cmd)\/[0-9a-f]{1,128}\/[0-9a-f]{1,128})\/?(?:[?#]\S*)?$/i

/** Some other URL of an engine. Nothing of it is ever requested. */
const ENGINE_URL = /^(?:https?:\/\/[^/?#\s\\]+)?\/ace\/[^\s\\]*$/i
const LONGEST_QUOTE = 200

/** A start event. Throws `validation` with the field for a URL that is no engine's. */
export function readStart(body: StreamStartedBody): StartReport {
  const { engine, stream, session, labels = {} } = body
  return {
    ...sessionPathsOf(session),
    reportedId: reportedIdOf(body),
    containerId: body.container_id || null,
    engineAddress: { host: engine.host, port: engine.port },
    statAddress: addressIn(session.stat_url) ?? null,
    keyType: stream.key_type,
    key: tidyKey(stream.key),
    sessionId: session.playback_session_id,
    isLive: session.is_live !== 0,
    labels,
  }
}

/** An end event. Its reason is the reporter's own words. */
export function readEnd({ stream_id: id, container_id: containerId, reason }: StreamEndedBody): EndReport {
  return {
    id: id ? tidyReportedId(id) : null,
    containerId: containerId || null,
    detail: reason ? { code: 'verbatim', text: reason } : null,
  }
}

/** What the reporter calls the stream: its own id (`labels.stream_id`), else `<key>|<session>`. */
export function reportedIdOf({ labels, stream, session }: StreamStartedBody): string {
  const given = labels?.['stream_id']
  if (given !== undefined && given !== '') return tidyReportedId(given)
  return `${tidyKey(stream.key)}|${session.playback_session_id}`
}

/** An id of the form `<key>|<session>` with its key tidied; any other as it is. */
function tidyReportedId(id: string): string {
  const bar = id.lastIndexOf('|')
  return bar < 0 ? id : tidyKey(id.slice(0, bar)) + id.slice(bar)
}

const HASH = /^[0-9a-f]{40}$/

/**
 * A content id or infohash without what clients add to it: blanks, also percent-encoded, and capitals. Other keys stay
 * as they are.
 */
function tidyKey(key: string): string {
  const tidy = key
    .replace(/%(?:20|0a|0d|09)/gi, ' ')
    .trim()
    .toLowerCase()
  return HASH.test(tidy) ? tidy : key
}

type UrlField = 'stat_url' | 'command_url'

const VERBS = { stat_url: 'stat', command_url: 'cmd' } as const

/**
 * The path of a `stat_url` or `command_url`; its host and port are never used, since the engine is called at the
 * address at which we reach it. Empty for another URL of an engine: its viewer is real, so the stream is recorded all
 * the same. Throws `validation` with the field for anything else.
 */
export function sessionPath(field: UrlField, url: string): string {
  const parts = SESSION_PATH.exec(url.trim())?.groups
  if (parts?.['path'] !== undefined && parts['verb']?.toLowerCase() === VERBS[field]) return parts['path']
  if (ENGINE_URL.test(url.trim())) return ''
  throw new DomainError(
    'validation',
    { code: 'session_url_invalid', field, form: formOf(field) },
    { field: { loc: ['body', 'session', field], input: url } },
  )
}

type Paths = Pick<StartReport, 'statPath' | 'commandPath' | 'warning'>

/** Throws `validation`. Without a good `command_url` the session is commanded where its `stat_url` says it is. */
export function sessionPathsOf(session: StreamStartedBody['session']): Paths {
  const statPath = sessionPath('stat_url', session.stat_url)
  const commandPath = sessionPath('command_url', session.command_url)
  const fields = [statPath === '' && 'stat_url', commandPath === '' && 'command_url'] as const
  const warnings = fields.flatMap((field) => (field ? [warningOf(field, session[field])] : []))
  return {
    statPath,
    commandPath: commandPath || statPath.replace(/^\/ace\/stat\//i, '/ace/cmd/'),
    warning: oneOrAll(warnings),
  }
}

function oneOrAll([first, ...more]: readonly Reason[]): Reason | null {
  if (first === undefined) return null
  return more.length === 0 ? first : { code: 'all', reasons: [first, ...more] }
}

function warningOf(field: UrlField, url: string): Reason {
  return { code: 'session_url_unusable', field, form: formOf(field), url: url.trim().slice(0, LONGEST_QUOTE) }
}

function formOf(field: UrlField): string {
  return `/ace/${VERBS[field]}/<hex>/<hex>`
}

/** Host and port of a URL; undefined for a bare path. */
export function addressIn(url: string): Address | undefined {
  if (!URL.canParse(url)) return undefined
  const { hostname, port, protocol } = new URL(url)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80) }
}
