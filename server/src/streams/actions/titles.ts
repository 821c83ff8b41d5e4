import { isAbort, messageOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import type { EngineDirectory, SessionClient } from '../ports.ts'
import type { Stream } from '../stream.ts'
import type { Tracker } from '../tracker.ts'

/** Questions under way together: an engine that is asked for several contents together stops answering. */
const WIDTH = 2
/** Questions that may wait; a title is a nicety, so what does not fit is left out until the next start. */
const MOST_WAITING = 200
const MOST_REMEMBERED = 5_000

export interface TitlesOptions {
  readonly tracker: Pick<Tracker, 'changes' | 'running' | 'setTitle'>
  readonly engines: Pick<EngineDirectory, 'find'>
  readonly sessions: Pick<SessionClient, 'title'>
  readonly logger: Logger
}

interface Question {
  readonly content: string
  readonly engineId: string
  readonly type: 'content_id' | 'infohash'
  readonly value: string
}

/** The infohash that the engine resolved the content to (docs/reference/acestream-engine.md 2.4). */
const INFOHASH = /^\/ace\/stat\/(?<infohash>[0-9a-f]{40})\//i

/** Finds out the name of each content once, in the background, from the engine that plays it. Returns its end. */
export function startTitles(options: TitlesOptions): { stop(): Promise<void> } {
  const { tracker } = options
  const life = new AbortController()
  const known = new Map<string, string>()
  const waiting = new Map<string, Question>()
  const underWay = new Map<string, Promise<void>>()

  function consider(stream: Stream): void {
    const question = questionOf(stream)
    if (stream.title !== null || question === undefined) return
    const title = known.get(question.content)
    if (title !== undefined) {
      queueMicrotask(() => tracker.setTitle(stream.id, title)) // after everybody has heard of the stream itself
    } else if (waiting.size < MOST_WAITING && !underWay.has(question.content)) {
      waiting.set(question.content, question)
    }
    work()
  }

  function work(): void {
    for (const [content, question] of waiting) {
      if (underWay.size >= WIDTH || life.signal.aborted) return
      waiting.delete(content)
      const asking = ask(question).finally(() => underWay.delete(content))
      underWay.set(content, asking)
      void asking.then(work)
    }
  }

  async function ask(question: Question): Promise<void> {
    const title = await titleOf(question, options, life.signal)
    if (title !== null) learn(question.content, title)
  }

  function learn(content: string, title: string): void {
    known.set(content, title)
    const oldest = known.keys().next()
    if (known.size > MOST_REMEMBERED && !oldest.done) known.delete(oldest.value)
    for (const stream of [...tracker.running()]) {
      if (questionOf(stream)?.content === content) tracker.setTitle(stream.id, title)
    }
  }

  const unsubscribe = tracker.changes.on((change) => {
    if (change.kind === 'changed' && change.before === null) consider(change.stream)
  })
  for (const stream of [...tracker.running()]) consider(stream)

  return {
    stop: async () => {
      unsubscribe()
      life.abort()
      await Promise.all(underWay.values())
    },
  }
}

/** The engine's answer; null where it knows none, can't be asked or does not answer. */
async function titleOf(
  { content, engineId, type, value }: Question,
  { engines, sessions, logger }: Pick<TitlesOptions, 'engines' | 'sessions' | 'logger'>,
  signal: AbortSignal,
): Promise<string | null> {
  const address = engines.find(engineId)?.dial
  if (!address) return null
  try {
    return await sessions.title(address, { type, value }, signal)
  } catch (error) {
    if (!isAbort(error, signal)) logger.debug({ content, reason: messageOf(error) }, 'no title was found')
    return null
  }
}

/** By infohash where the session's path shows it, since the engine has that content loaded; else by its own key. */
function questionOf({ keyType, key, statPath, engineId }: Stream): Question | undefined {
  const infohash = INFOHASH.exec(statPath)?.groups?.['infohash']?.toLowerCase()
  if (infohash !== undefined) return { content: infohash, engineId, type: 'infohash', value: infohash }
  if (keyType !== 'content_id' && keyType !== 'infohash') return undefined
  return { content: `${keyType} ${key}`, engineId, type: keyType, value: key }
}
