/** What is to be played, as engines are asked for it. */
export interface Content {
  readonly kind: 'content_id' | 'infohash' | 'url' | 'magnet'
  readonly value: string
}

/** The same for the same content under the same name. */
export const keyOf = ({ kind, value }: Content): string => `${kind}:${value}`

/** The engine's parameter. `id` and `content_id` are one; engines of every version know `id`. */
export const parameterOf = ({ kind }: Content): string => (kind === 'content_id' ? 'id' : kind)

/** How it is called in the log: a URL's query may hold a secret. */
export function nameOf({ kind, value }: Content): string {
  if (kind !== 'url') return value.slice(0, LONGEST_NAME)
  const url = URL.parse(value)
  return url === null ? kind : `${url.origin}${url.pathname}`.slice(0, LONGEST_NAME)
}

const LONGEST_NAME = 120
