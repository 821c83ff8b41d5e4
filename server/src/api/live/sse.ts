/** Headers of an event stream that no proxy should hold back, change or keep. */
export const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const

/** One event as it goes over the wire (WHATWG HTML, "Server-sent events"); `data` may have several lines. */
export function sseEvent(name: string, data: string): string {
  const lines = data.includes('\n') || data.includes('\r') ? data.split(/\r\n|\n|\r/) : [data]
  return `event: ${name}\n${lines.map((line) => `data: ${line}\n`).join('')}\n`
}

/** Says "still here" to proxies and readers; carries nothing. */
export const SSE_COMMENT = ':\n\n'
