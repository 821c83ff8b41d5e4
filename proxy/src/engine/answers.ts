/** A playback session as its engine describes it. Paths only: the address in its URLs may be one that only the engine knows. */
export interface Session {
  /** 40 hex digits. */
  readonly infohash: string
  readonly sessionId: string
  readonly playbackPath: string
  readonly statPath: string
  readonly commandPath: string
  readonly isLive: boolean
}

export type StartAnswer =
  | { readonly kind: 'session'; readonly session: Session }
  /** The engine's own words, which it sends with status 200. */
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'garbage' }

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

export function readStart(value: unknown): StartAnswer {
  const { response, error } = fieldsOf(value)
  if (typeof error === 'string' && error !== '') return { kind: 'refused', text: error.slice(0, 200) }
  const fields = fieldsOf(response)
  const infohash = String(fields['infohash'] ?? '').toLowerCase()
  const session: Session = {
    infohash,
    sessionId: String(fields['playback_session_id'] ?? ''),
    playbackPath: pathIn(fields['playback_url']),
    statPath: pathIn(fields['stat_url']),
    commandPath: pathIn(fields['command_url']),
    isLive: fields['is_live'] !== 0,
  }
  const isWhole = /^[0-9a-f]{40}$/.test(infohash) && session.playbackPath !== '' && session.commandPath !== ''
  return isWhole ? { kind: 'session', session } : { kind: 'garbage' }
}

/** Empty: there is no URL. */
function pathIn(url: unknown): string {
  const parsed = typeof url === 'string' ? URL.parse(url, 'http://engine') : null
  return parsed === null ? '' : parsed.pathname + parsed.search
}

export interface Statistics {
  readonly status: string
  readonly peers: number
  /** Percent, while prebuffering. */
  readonly progress: number | null
}

/** What an answer of an engine holds; undefined: nothing, or an error. */
export function responseIn(value: unknown): object | undefined {
  const { response } = fieldsOf(value)
  return typeof response === 'object' && response !== null ? response : undefined
}

/** Undefined: the answer holds no statistics; the session may be gone. */
export function readStatistics(value: unknown): Statistics | undefined {
  const response = responseIn(value)
  if (response === undefined) return undefined
  const { status, peers, progress } = fieldsOf(response)
  return {
    status: typeof status === 'string' ? status : 'idle',
    peers: typeof peers === 'number' ? peers : 0,
    progress: typeof progress === 'number' ? progress : null,
  }
}

/** `ok`, or the engine's word that it has no such session: both mean that it is over. */
export function isStopped(value: unknown): boolean {
  const { response, error } = fieldsOf(value)
  return response === 'ok' || error === 'unknown playback session id'
}

/** From `get_media_files`; undefined: the engine does not know the content. */
export function readInfohash(value: unknown): string | undefined {
  const infohash = fieldsOf(fieldsOf(value)['result'])['infohash']
  return typeof infohash === 'string' && /^[0-9a-f]{40}$/i.test(infohash) ? infohash.toLowerCase() : undefined
}
