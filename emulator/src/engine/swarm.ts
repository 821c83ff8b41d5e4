import { connect, createServer, type Socket } from 'node:net'
import { listen } from '../lib/http.ts'
import { countersOf } from './report.ts'
import type { EngineWorld } from './world.ts'

/**
 * Traffic with the swarm, over a real socket, so that a container's counters show what a real engine's do: what its
 * sessions say they download and upload, and what it seeds besides. A peer's own protocol is not emulated. Each message
 * of an engine says in two 32-bit numbers how many bytes it wants and how many follow; the peer answers with the bytes.
 */
export interface SwarmAddress {
  readonly host: string
  readonly port: number
}

const HEADER_BYTES = 8
const TICK_MS = 100
const RETRY_MS = 1000
/** What a socket has not taken yet is not added to without end. */
const MOST_BUFFERED_BYTES = 8 * 1024 * 1024

/** Exchanges bytes with the peer until it is stopped; where there is none it asks again every second. */
export function startSwarm(world: EngineWorld, { host, port }: SwarmAddress): { stop(): void } {
  let socket: Socket | undefined
  let retry: NodeJS.Timeout | undefined
  let atMs = Date.now()
  let last = countersOf(world)

  function open(): void {
    const opened = connect(port, host)
    opened.once('connect', () => {
      socket = opened
    })
    opened.on('error', () => {})
    opened.resume()
    opened.once('close', () => {
      socket = undefined
      retry = setTimeout(open, RETRY_MS)
      retry.unref()
    })
  }

  function tick(): void {
    const [now, counters] = [Date.now(), countersOf(world)]
    const seeded = (world.faults.of().seedBytesPerSecond * (now - atMs)) / 1000
    const wanted = Math.max(0, counters.bytesDownloaded - last.bytesDownloaded)
    const sent = Math.round(Math.max(0, counters.bytesUploaded - last.bytesUploaded) + seeded)
    ;[atMs, last] = [now, counters]
    if (socket === undefined || wanted + sent === 0 || socket.writableLength > MOST_BUFFERED_BYTES) return
    const message = Buffer.alloc(HEADER_BYTES + sent)
    message.writeUInt32BE(wanted, 0)
    message.writeUInt32BE(sent, 4)
    socket.write(message)
  }

  open()
  const timer = setInterval(tick, TICK_MS)
  return {
    stop: () => {
      clearInterval(timer)
      clearTimeout(retry)
      socket?.removeAllListeners('close')
      socket?.destroy()
    },
  }
}

/** The other side: sends what engines want and takes what they send. */
export async function startPeer(options: SwarmAddress): Promise<{
  readonly port: number
  close(): Promise<void>
}> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    socket.on(
      'data',
      messagesOf((wanted) => socket.write(Buffer.alloc(wanted))),
    )
  })
  const port = await listen(server, options.port, options.host)
  return {
    port,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** Calls back with what each message wants; the bytes that follow are dropped. */
function messagesOf(onWanted: (bytes: number) => void): (chunk: Buffer) => void {
  let header = Buffer.alloc(0)
  let payload = 0
  return (chunk) => {
    let rest = chunk
    while (rest.length > 0) {
      const skipped = Math.min(payload, rest.length)
      payload -= skipped
      rest = rest.subarray(skipped)
      const missing = Math.min(HEADER_BYTES - header.length, rest.length)
      header = Buffer.concat([header, rest.subarray(0, missing)])
      rest = rest.subarray(missing)
      if (header.length < HEADER_BYTES) return
      payload = header.readUInt32BE(4)
      if (header.readUInt32BE(0) > 0) onWanted(header.readUInt32BE(0))
      header = Buffer.alloc(0)
    }
  }
}
