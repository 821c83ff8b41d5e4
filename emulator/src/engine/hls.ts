import { SEGMENT_S } from '../media/channel.ts'
import { type Handler, NOT_FOUND_TEXT, sendText } from './exchange.ts'
import type { EngineFaults } from './faults.ts'
import { untilPlayable } from './playback.ts'
import type { Session } from './session.ts'

/** A list begins with 13 entries and slides once it has 15; 13 to 17 were seen. */
const FIRST_ENTRIES = 13
const MOST_ENTRIES = 15
const TARGET_DURATION_S = 6

/** `/ace/m/<infohash>/<token>.m3u8`. The list of a player that another one has replaced answers 403. */
export function playlist(infohash: string, token: string): Handler {
  return async (world, exchange) => {
    const session = world.sessions.find(infohash, token)
    if (session === undefined) return sendText(exchange, 500, NOT_FOUND_TEXT)
    if (session.token !== token || session.kind !== 'hls') return sendText(exchange, 403, 'Forbidden')
    session.lastUsedAtMs = Date.now()
    if (!(await untilPlayable(world, session, exchange.response))) {
      if (session.ended.aborted) sendText(exchange, 500, 'failed to start')
      return
    }
    exchange.response.setHeader('Content-Type', 'application/vnd.apple.mpegurl')
    exchange.response.setHeader('Access-Control-Allow-Origin', '*')
    exchange.response.end(listOf(session, exchange.origin))
  }
}

function listOf(session: Session, origin: string): string {
  const last = lastNumber(session)
  const first = Math.max(0, last - MOST_ENTRIES + 1)
  const entries = Array.from({ length: last - first + 1 }, (_, i) => {
    const segmentUrl = `${origin}/ace/c/${session.infohash}/${first + i}.ts`
    return `#EXTINF:${SEGMENT_S.toFixed(6)},\n${segmentUrl}\n`
  })
  const head = `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:${TARGET_DURATION_S}\n`
  return `${head}#EXT-X-MEDIA-SEQUENCE:${first}\n${entries.join('')}`
}

/** The channel's number of the session's segment 0. */
function baseOf(session: Session): number {
  return session.channel.lastSegmentAt(session.startedAtMs) - FIRST_ENTRIES + 1
}

function lastNumber(session: Session): number {
  return session.channel.lastSegmentAt(session.airTimeMs(Date.now())) - baseOf(session)
}

/** `/ace/c/<infohash>/<n>.ts`: any number of readers, keyed by content only. */
export function segment(infohash: string, number: number): Handler {
  return (world, exchange) => {
    const session = world.sessions.ofContent(infohash)
    const last = session === undefined ? -1 : lastNumber(session)
    if (session?.kind !== 'hls' || number > last || number <= last - 2 * MOST_ENTRIES)
      return sendText(exchange, 500, NOT_FOUND_TEXT)
    const data = session.channel.segment(shown(session, baseOf(session) + number, world.faults.of(infohash)))
    session.lastUsedAtMs = Date.now()
    session.bytesServed += data.length
    world.tally.bytesServed += data.length
    exchange.response.setHeader('Content-Type', 'video/mp2t')
    exchange.response.setHeader('Content-Length', data.length)
    exchange.response.end(data)
  }
}

/** In a replay the numbers go on while the pictures are old ones. */
function shown(session: Session, segmentNumber: number, faults: EngineFaults): number {
  const length = Math.max(1, Math.round(faults.replayS / SEGMENT_S))
  if (faults.replay === 'off') return segmentNumber
  if (faults.replay === 'behind') return segmentNumber - length
  const start = session.channel.lastSegmentAt(session.startedAtMs)
  return start - length + ((((segmentNumber - start) % length) + length) % length)
}
