import type { ServerResponse } from 'node:http'
import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'

type Wording = {
  readonly [Code in PlaybackReason['code']]: (reason: Extract<PlaybackReason, { code: Code }>) => string
}

/** One sentence for each code. */
const WORDS: Wording = {
  selector_missing: () => 'nothing to play: give one of content_id, id, infohash, url or magnet',
  selector_invalid: ({ parameter, rule }) => `${parameter}: ${rule}`,
  no_engine: ({ text }) => text || 'no engine is free',
  orchestrator_unreachable: () => 'the orchestrator does not answer, and no engine is known',
  viewers_maximum_reached: ({ most }) => `${most} viewers are connected, which is the maximum`,
  stream_viewers_maximum_reached: ({ most }) => `${most} viewers watch this stream, which is the maximum`,
  playback_key_missing: () => 'playing needs the key: add key=<PLAYBACK_KEY> to the address',
  playback_key_wrong: () => 'the key in the address is wrong',
  content_unknown: ({ text }) => `the engine does not find this content: ${text}`,
  engine_unreachable: () => 'the engine can’t be reached',
  engine_timeout: () => 'the engine does not answer',
  engine_garbage: () => 'the engine’s answer can’t be understood',
  engine_status: ({ status }) => `the engine answers ${status} instead of the stream`,
  redirect_refused: () => 'the engine leads to another server, which is not followed',
  start_timeout: ({ afterS }) => `nothing could be played within ${afterS} s`,
  no_peers: ({ afterS }) => `no peer was found within ${afterS} s: nobody shares this channel now`,
  no_data: ({ afterS }) => `there are peers, but no data came within ${afterS} s`,
  stalled: ({ afterS }) => `no data came for ${afterS} s`,
  closed_by_engine: () => 'the engine closed the connection',
  evicted: () => 'the engine is being removed',
  not_mpegts: () => 'what the engine sends is no MPEG transport stream',
  failovers_exhausted: ({ most, reason }) =>
    `moved to another engine ${most} times; last: ${sentenceOf(reason)}`,
  shutting_down: () => 'the proxy is shutting down',
}

export function sentenceOf(reason: PlaybackReason): string {
  return (WORDS[reason.code] as (reason: PlaybackReason) => string)(reason)
}

const NO_KEY = 401
const REFUSED = 422
const LATER = 503
const FAILED = 504

const STATUS: Partial<Record<PlaybackReason['code'], number>> = {
  playback_key_missing: NO_KEY,
  playback_key_wrong: NO_KEY,
  selector_missing: REFUSED,
  selector_invalid: REFUSED,
  no_engine: LATER,
  orchestrator_unreachable: LATER,
  viewers_maximum_reached: LATER,
  stream_viewers_maximum_reached: LATER,
  shutting_down: LATER,
}

const RETRY_AFTER_S = 5

/**
 * A refusal in the shape of our API, which is also an engine's: clients of engines read `error`, whatever the status is.
 */
export function sendProblem(response: ServerResponse, reason: PlaybackReason): void {
  const status = STATUS[reason.code] ?? FAILED
  const detail = sentenceOf(reason)
  if (status === LATER) response.setHeader('retry-after', RETRY_AFTER_S)
  sendJson(
    response,
    { response: null, error: detail, detail, code: reason.code, reason_data: reason },
    status,
  )
}

/** With a space after each colon and comma, as engines write it: health checks look for `"error": null`. */
export function sendJson(response: ServerResponse, value: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...CORS })
  response.end(spaced(value))
}

export const CORS = { 'access-control-allow-origin': '*' }

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).filter(([, each]) => each !== undefined)
  return `{${fields.map(([name, each]) => `${JSON.stringify(name)}: ${spaced(each)}`).join(', ')}}`
}
