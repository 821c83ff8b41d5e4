import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Channel } from '../playback/channel.ts'
import type { Sink, Viewer } from '../relay/viewer.ts'
import { CORS } from './problem.ts'

const KEEP_ALIVE_MS = 30_000

/**
 * Makes the caller a viewer; null: it has left already. The body has no length and is ended by the connection's end, so that it goes to the socket as
 * it is: chunked encoding would cost three buffers for each of ours.
 */
export function sendMedia(response: ServerResponse, channel: Channel, onLeft: () => void): Viewer | null {
  const { socket } = response
  if (socket === null || socket.destroyed) {
    onLeft()
    return null
  }
  response.useChunkedEncodingByDefault = false
  response.writeHead(200, {
    'content-type': 'video/mp2t',
    'cache-control': 'no-store',
    connection: 'close',
    ...CORS,
  })
  response.flushHeaders()
  socket.setKeepAlive(true, KEEP_ALIVE_MS)
  socket.setNoDelay(true)
  const viewer = channel.add(sinkOf(socket))
  socket.once('close', () => {
    channel.remove(viewer)
    onLeft()
  })
  return viewer
}

function sinkOf(socket: Socket): Sink {
  return {
    write: (parts) => {
      const [only] = parts
      if (parts.length === 1 && only !== undefined) return socket.write(only)
      socket.cork()
      for (const part of parts) socket.write(part)
      socket.uncork()
      return !socket.writableNeedDrain
    },
    onDrain: (listener) => socket.on('drain', listener),
    end: () => {
      socket.end()
      setTimeout(() => socket.destroy(), END_WITHIN_MS).unref()
    },
  }
}

/** Who has stopped reading does not take the end either. */
const END_WITHIN_MS = 2000
