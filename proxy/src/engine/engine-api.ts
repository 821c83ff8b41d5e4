import { type Address, askJson, type Miss } from '../lib/http.ts'
import {
  isStopped,
  readInfohash,
  readStart,
  readStatistics,
  responseIn,
  type Session,
  type StartAnswer,
  type Statistics,
} from './answers.ts'
import { type Content, parameterOf } from './content.ts'

/** An engine that plays something may take 28 s to say that it does not know a content. */
const START_TIMEOUT_MS = 60_000
const SHORT_TIMEOUT_MS = 3000

/** The HTTP API of one engine, as far as playing needs it. */
export interface EngineApi {
  /** A new session. Is never abandoned half-way: a session exists from the moment it is asked for. */
  start(content: Content, playerId: string): Promise<StartAnswer | Miss>
  statistics(session: Session): Promise<Statistics | undefined>
  /** All of them, as the engine names them. */
  rawStatistics(session: Session): Promise<object | undefined>
  /** True once the session is known to be over: the engine says so, or no engine is there any more. */
  stop(session: Session): Promise<boolean>
  /** Opens no session. */
  infohashOf(content: Content, signal: AbortSignal): Promise<string | undefined>
}

export function engineApi(address: Address): EngineApi {
  /** Asking must not keep a session alive that nobody reads. */
  async function askStatistics({ statPath }: Session): Promise<unknown> {
    const path = `${statPath}?skip_player_activity=1`
    const answer = await askJson({ address, path, timeoutMs: SHORT_TIMEOUT_MS })
    return answer.kind === 'miss' ? null : answer.value
  }

  return {
    start: async (content, playerId) => {
      const name = parameterOf(content)
      const query = new URLSearchParams({ [name]: content.value, format: 'json', pid: playerId })
      const path = `/ace/getstream?${query}`
      const answer = await askJson({ address, path, timeoutMs: START_TIMEOUT_MS })
      return answer.kind === 'miss' ? answer : readStart(answer.value)
    },
    statistics: async (session) => readStatistics(await askStatistics(session)),
    rawStatistics: async (session) => responseIn(await askStatistics(session)),
    stop: async ({ commandPath }) => {
      const answer = await askJson({
        address,
        path: `${commandPath}?method=stop`,
        timeoutMs: SHORT_TIMEOUT_MS,
      })
      return answer.kind === 'answer' ? isStopped(answer.value) : answer.why === 'refused'
    },
    infohashOf: async (content, signal) => {
      const query = new URLSearchParams({ api_version: '3', method: 'get_media_files' })
      query.set(content.kind === 'content_id' ? 'content_id' : content.kind, content.value)
      const path = `/server/api?${query}`
      const answer = await askJson({ address, path, timeoutMs: SHORT_TIMEOUT_MS, signal })
      return answer.kind === 'miss' ? undefined : readInfohash(answer.value)
    },
  }
}
