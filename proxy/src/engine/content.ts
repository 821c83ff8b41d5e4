/** What is to be played, as engines are asked for it. */
export interface Content {
  readonly kind: 'content_id' | 'infohash' | 'url' | 'magnet'
  readonly value: string
}

/** The same for the same content under the same name. */
export const keyOf = ({ kind, value }: Content): string => `${kind}:${value}`

/** The engine's parameter. `id` and `content_id` are one; engines of every version know `id`. */
export const parameterOf = ({ kind }: Content): string => (kind === 'content_id' ? 'id' : kind)
