// routing/: the address: which section, entry and filter the hash names.

export const SECTIONS = ['overview', 'engines', 'streams', 'vpn', 'activity', 'settings', 'styles'] as const
export type Section = (typeof SECTIONS)[number]

/** The whole state of the page that a link can carry. It lives in the hash: the server knows one page only. */
export interface Route {
  readonly section: Section
  /** The open engine or stream. */
  readonly id: string | null
  /** A part of it, for example its logs. */
  readonly part: string | null
  readonly params: Readonly<Record<string, string>>
}

const decoded = (piece: string): string => {
  try {
    return decodeURIComponent(piece)
  } catch {
    return piece
  }
}

/** Reads `#/engines/<id>/logs?health=unhealthy`; anything unknown leads to the overview. */
export function parseHash(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [first = '', id, part] = path.split('/').map(decoded)
  const section = first === '' ? 'overview' : SECTIONS.find((name) => name === first)
  if (section === undefined) return { section: 'overview', id: null, part: null, params: {} }
  return {
    section,
    id: id || null,
    part: part || null,
    params: Object.fromEntries(new URLSearchParams(query)),
  }
}

export interface Target {
  readonly section: Section
  readonly id?: string | null
  readonly part?: string | null
  readonly params?: Readonly<Record<string, string | null | undefined>>
}

export function formatHash({ section, id, part, params }: Target): string {
  const pieces = [section === 'overview' ? '' : section, id, id ? part : null]
  const path = pieces.filter((piece) => piece).map((piece) => encodeURIComponent(piece ?? ''))
  const kept = Object.entries(params ?? {}).filter(([, value]) => value)
  const query = new URLSearchParams(kept.map(([name, value]) => [name, value ?? '']))
  return `#/${path.join('/')}${kept.length > 0 ? `?${query}` : ''}`
}

/** What chooses and orders a list. It stays in the address while one of the list's entries is open. */
const LIST_PARAMS = ['q', 'health', 'use', 'sort', 'view', 'tab']

export const listParams = (params: Route['params']): Route['params'] =>
  Object.fromEntries(Object.entries(params).filter(([name]) => LIST_PARAMS.includes(name)))

/**
 * The route that a plain link to an entry stands for, given where it was followed: the list behind the entry stays as it
 * was, and a part of the entry leaves the rest of its page alone.
 */
export function following(from: Route, to: Route): Route {
  if (to.id === null || to.section !== from.section) return to
  const kept = to.id === from.id ? from.params : listParams(from.params)
  return { ...to, params: { ...kept, ...to.params } }
}

/** The key of a start-up link (`#key=…`), or `null` when the hash is an ordinary route. */
export function keyInHash(hash: string): string | null {
  if (!hash.startsWith('#key=')) return null
  return decoded(hash.slice('#key='.length)).trim() || null
}
