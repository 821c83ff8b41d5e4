/** One server-sent event; `event` is `message` where the server named none. */
export interface ServerSentEvent {
  readonly event: string
  readonly data: string
}

/**
 * Parses `text/event-stream` as it arrives in arbitrary pieces (WHATWG HTML, "Interpreting an event stream").
 * Comments and events without data yield nothing; `id` and `retry` are not used by our server.
 */
export function createSseParser(): (chunk: string) => ServerSentEvent[] {
  let rest = ''
  let event = ''
  let data: string[] = []
  const take = (line: string, out: ServerSentEvent[]) => {
    if (line === '') {
      if (data.length > 0) out.push({ event: event || 'message', data: data.join('\n') })
      event = ''
      data = []
      return
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'event') event = value
    else if (field === 'data') data.push(value)
  }
  return (chunk) => {
    const out: ServerSentEvent[] = []
    rest += chunk
    // A lone CR at the end may be the first half of CRLF: wait for what follows.
    const usable = rest.endsWith('\r') ? rest.slice(0, -1) : rest
    const lines = usable.split(/\r\n|\n|\r/)
    const last = lines.pop() ?? ''
    rest = last + rest.slice(usable.length)
    for (const line of lines) take(line, out)
    return out
  }
}

/** Hands on what arrives, piece by piece, be it only a comment, until the stream ends; throws what broke it. */
export async function readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onEvents: (events: readonly ServerSentEvent[]) => void,
): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  const parse = createSseParser()
  // A call for each piece: one that went on waiting for the next would keep the last in memory, up to 0.7 MB of text.
  const readPiece = async () => {
    const { done, value } = await reader.read()
    if (!done) onEvents(parse(value))
    return done
  }
  let ended = false
  while (!ended) ended = await readPiece()
}
