import { SSE_COMMENT, sseEvent } from './sse.ts'

/** Makes the JSON of an event when it is sent, not when it happened; undefined: nothing to say any more. */
type Render = () => string | undefined

/** What is to be sent next: of each subject the latest only, serialised once for all readers. */
export interface LiveBatch {
  put(subject: string, event: string, render: Render): void
  /** A sign of life, where nothing else is sent. */
  putComment(): void
  /** Everything that waits as one buffer, and an empty batch afterwards; undefined: nothing. */
  take(): Buffer | undefined
  clear(): void
}

export function createLiveBatch(): LiveBatch {
  const waiting = new Map<string, { readonly event: string; readonly render: Render }>()
  let comment = false

  function clear(): void {
    waiting.clear()
    comment = false
  }

  return {
    put: (subject, event, render) => waiting.set(subject, { event, render }),
    putComment: () => {
      comment = true
    },
    take: () => {
      const frames = [...waiting.values()].map(({ event, render }) => {
        const json = render()
        return json === undefined ? '' : sseEvent(event, json)
      })
      const text = frames.join('') || (comment ? SSE_COMMENT : '')
      clear()
      return text === '' ? undefined : Buffer.from(text)
    },
    clear,
  }
}
