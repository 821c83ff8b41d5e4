import type { ServerResponse } from 'node:http'
import { PACKET_BYTES } from '../media/transport-stream.ts'
import { type Exchange, type Handler, NOT_FOUND_TEXT, redirect, sendText } from './exchange.ts'
import { randomHex40 } from './identity.ts'
import type { Session } from './session.ts'
import type { EngineWorld } from './world.ts'

const TICK_MS = 100
const READY_POLL_MS = 20
/** At most this much is written at once, so that a burst of minutes does not sit in memory. */
const TICK_PACKETS = 20_000
/** With the `cut` fault each playback ends this long after its first byte. */
const CUT_AFTER_MS = 1_000
/** A source further back than this has jumped; less is a clock being set. */
const JUMP_MS = 2_000

/** `/ace/r/<infohash>/<token>`: 302 to a URL that is good for this session. */
export function enterPlayback(infohash: string, token: string): Handler {
  return (world, exchange) => {
    const session = world.sessions.find(infohash, token)
    if (session === undefined || session.token !== token || session.kind !== 'ts')
      return sendText(exchange, 500, 'download not found')
    redirect(
      exchange,
      `${exchange.origin}/content/${infohash}/${session.playbackSessionId.slice(0, 16)}${randomHex40().slice(0, 16)}`,
    )
  }
}

/** `/content/<infohash>/<random token>`: the media, for one reader at a time. */
export function content(infohash: string, contentToken: string): Handler {
  return async (world, exchange) => {
    const session = world.sessions.ofContent(infohash)
    if (session?.playbackSessionId.slice(0, 16) !== contentToken.slice(0, 16))
      return sendText(exchange, 500, NOT_FOUND_TEXT)
    if (session.readers.size > 0) return breakSecondReader(exchange)
    const { response } = exchange
    const reader = { cut: () => response.destroy() }
    session.readers.add(reader)
    response.once('close', () => {
      session.readers.delete(reader)
      session.lastUsedAtMs = Date.now()
    })
    if (await untilPlayable(world, session, response)) pump(world, session, response)
  }
}

/** What a second reader of one MPEG-TS session gets from real engines: a reply that no HTTP parser takes. */
function breakSecondReader({ request }: Exchange): void {
  const line = 'HTTP/1.1 200 OK\r\n'
  request.socket.end(`${line}${line}Content-Type: video/mp2t\r\n\r\n`)
}

/** A channel that never gets there leaves the connection open without a byte. */
export async function untilPlayable(
  world: EngineWorld,
  session: Session,
  response: ServerResponse,
): Promise<boolean> {
  const isPlayable = () => session.status(Date.now(), world.faults.of(session.infohash)) === 'dl'
  while (!isPlayable()) {
    if (response.destroyed || session.ended.aborted || world.closing.aborted) return false
    await new Promise((done) => setTimeout(done, READY_POLL_MS))
  }
  return !response.destroyed
}

/** A burst of what is cached, from a frame that can be decoded on; then as the source goes. */
function pump(world: EngineWorld, session: Session, response: ServerResponse): void {
  const { channel, infohash } = session
  const faults = () => world.faults.of(infohash)
  const onAir = () => channel.packetAt(session.sourceTimeMs(Date.now(), faults()))
  const packetsPerMs = world.clip.bytesPerSecond / 1000 / PACKET_BYTES
  const beganAtMs = Date.now()
  const burstEnd = onAir()
  let next = channel.entryBefore(burstEnd - Math.ceil(faults().burstS * 1000 * packetsPerMs))

  function tick(): void {
    const { delivery } = faults()
    if (delivery === 'cut' && Date.now() - beganAtMs >= CUT_AFTER_MS) return void response.destroy()
    const target = delivery === 'burst-then-silence' ? burstEnd : onAir()
    if (target < next - JUMP_MS * packetsPerMs) next = channel.entryBefore(target)
    if (target <= next || response.writableNeedDrain) return
    const end = Math.min(target, next + TICK_PACKETS)
    const data = channel.read(next, end)
    next = end
    response.write(data)
    session.bytesServed += data.length
    world.tally.bytesServed += data.length
  }

  response.writeHead(200, { 'Content-Type': 'video/mp2t', 'Access-Control-Allow-Origin': '*' })
  tick()
  const timer = setInterval(tick, TICK_MS)
  response.once('close', () => clearInterval(timer))
}
