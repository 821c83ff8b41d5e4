/** Docker answered and said no: an HTTP status and its words, for the caller to judge. */
export class DockerRefusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'DockerRefusal'
    this.status = status
  }
}

export function isRefusal(error: unknown, ...statuses: readonly number[]): error is DockerRefusal {
  return error instanceof DockerRefusal && (statuses.length === 0 || statuses.includes(error.status))
}

/** What the transport rejects with on a status it was not told to expect. */
interface TransportRefusal {
  readonly statusCode: number
  readonly json: unknown
  readonly message: string
}

export function isTransportRefusal(error: unknown): error is TransportRefusal {
  return error instanceof Error && typeof (error as { statusCode?: unknown }).statusCode === 'number'
}

/**
 * Docker's errors are `{"message": …}`; a proxy in between answers HTML, of which the status is all that helps.
 * A refused stream has its words only in the transport's own sentence, `(HTTP code 404) unexpected - words `.
 */
export function toRefusal({ statusCode, json, message }: TransportRefusal, path: string): DockerRefusal {
  const words = wordsIn(json) ?? message.replace(/^\(HTTP code \d+\) .*? - /, '').trim()
  const readable =
    words !== '' && !words.includes('<') && words !== 'null' ? words : `HTTP status ${statusCode}`
  return new DockerRefusal(statusCode, statusCode === 403 ? forbidden(path, readable) : readable)
}

function wordsIn(json: unknown): string | undefined {
  const message = (json as { message?: unknown } | null)?.message
  return typeof message === 'string' ? message.trim() : undefined
}

/** Sections of the API as socket proxies name their switches (facts: docker-engine.md 11). */
const SECTIONS = ['containers', 'images', 'events', 'networks', 'version', 'info']

function forbidden(path: string, words: string): string {
  const section = SECTIONS.find((name) => path.startsWith(`/${name}`)) ?? 'this'
  const writes = /^\/containers\/(create|[^/]+\/(start|stop|restart))|^\/images\/create/.test(path)
  const allow =
    section === 'this' ? 'that section' : `${section.toUpperCase()}=1${writes ? ' and POST=1' : ''}`
  return `the socket proxy forbids ${path} (${words}): allow ${allow} there`
}
