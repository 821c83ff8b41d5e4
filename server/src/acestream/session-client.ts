import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { isObject, type JsonObject } from '../lib/json.ts'
import type { EngineStat, SessionClient, StatReading, StopAnswer } from '../streams/ports.ts'
import { numberIn, openAnswer, textIn } from './answer.ts'
import type { EngineAnswer, EngineHttp } from './http.ts'

/** The engine's own words for a session that is stopped, replaced or was never there (docs/reference/acestream-engine.md 2.5). */
const SESSION_GONE = 'unknown playback session id'

/** An unknown content takes about 4.7 s to be refused (docs/reference/acestream-engine.md 5.3). */
const TITLE_TIMEOUT_MS = 10_000

const LONGEST_TITLE = 300

/** Statistics, stop and names of playback sessions, asked of the engine that runs them. */
export function createSessionClient(http: EngineHttp): SessionClient {
  return {
    stat: async (address, path, timeoutMs, signal) =>
      readStat(await http.get(address, `${path}?skip_player_activity=1`, timeoutMs, signal)),
    stop: async (address, path, timeoutMs, signal) =>
      readStop(await http.get(address, `${path}?method=stop`, timeoutMs, signal)),
    title: async (address, { type, value }, signal) => {
      const question = `/server/api?api_version=3&method=get_media_files&${type}=${encodeURIComponent(value)}`
      return readTitle(await http.get(address, question, TITLE_TIMEOUT_MS, signal))
    },
  }
}

function readStat(answer: EngineAnswer): StatReading {
  if (answer.kind === 'miss') return answer
  const opened = openAnswer(answer.text, 'response')
  if (opened.kind === 'error')
    return isSessionGone(opened.reason)
      ? { kind: 'session_unknown' }
      : { kind: 'miss', reason: opened.reason, quotes: true }
  if (!isObject(opened.content)) return { kind: 'miss', reason: { code: 'not_statistics' } }
  return { kind: 'ok', stat: statOf(opened.content), raw: opened.content }
}

/** Any field may be missing, all of them right after a start; livepos holds strings (docs/reference/acestream-engine.md 3.1). */
function statOf(response: JsonObject): EngineStat {
  const livepos = isObject(response['livepos']) ? response['livepos'] : {}
  return {
    status: textIn(response, 'status'),
    peers: numberIn(response, 'peers'),
    speedDown: numberIn(response, 'speed_down', 'speedDown'),
    speedUp: numberIn(response, 'speed_up', 'speedUp'),
    downloaded: numberIn(response, 'downloaded'),
    uploaded: numberIn(response, 'uploaded'),
    progress: numberIn(response, 'progress'),
    totalProgress: numberIn(response, 'total_progress', 'totalProgress'),
    liveLast: numberIn(livepos, 'live_last', 'liveLast'),
    behindLiveS: behindLive(livepos),
    playbackSessionId: textIn(response, 'playback_session_id'),
    isLive: flagIn(response, 'is_live'),
  }
}

/** Both are Unix seconds; a position ahead of the newest piece is one that was read a moment later. */
function behindLive(livepos: JsonObject): number | null {
  const [last, position] = [numberIn(livepos, 'live_last', 'liveLast'), numberIn(livepos, 'pos')]
  return last === null || position === null || position <= 0 ? null : Math.max(0, last - position)
}

function flagIn(response: JsonObject, name: string): boolean | null {
  const value = numberIn(response, name)
  return value === null ? null : value !== 0
}

function readStop(answer: EngineAnswer): StopAnswer {
  if (answer.kind === 'miss') return { ...answer, kind: 'refused' }
  const opened = openAnswer(answer.text, 'response')
  if (opened.kind === 'content') return { kind: 'stopped' }
  return isSessionGone(opened.reason)
    ? { kind: 'session_unknown' }
    : { kind: 'refused', reason: opened.reason, quotes: true }
}

function readTitle(answer: EngineAnswer): string | null {
  if (answer.kind === 'miss') return null
  const opened = openAnswer(answer.text, 'result')
  if (opened.kind === 'error' || !isObject(opened.content)) return null
  return (textIn(opened.content, 'name') ?? firstFileName(opened.content))?.slice(0, LONGEST_TITLE) ?? null
}

function firstFileName({ files }: JsonObject): string | null {
  const first: unknown = Array.isArray(files) ? files[0] : undefined
  return isObject(first) ? textIn(first, 'filename') : null
}

function isSessionGone(reason: Reason): boolean {
  return reason.code === 'engine_error' && reason.text.toLowerCase().includes(SESSION_GONE)
}
