import { createSocket } from 'node:dgram'
import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { listen } from '../lib/http.ts'

/** What an engine listens on. `undefined`: it has no such port. */
export interface PortNumbers {
  readonly http: number
  readonly https: number | undefined
  readonly api: number | undefined
  readonly p2p: number | undefined
}

export interface OpenPorts {
  readonly numbers: PortNumbers
  /** Frees all of them; open connections are destroyed. */
  close(): Promise<void>
}

/** How long the engine keeps an idle connection: `Keep-Alive: timeout=15`. */
const KEEP_ALIVE_MS = 15_000

/**
 * Opens the ports in the order of a real engine: P2P, HTTP, the line protocol. If one is taken, those already open
 * are closed again and Node's `EADDRINUSE` error comes out.
 */
export async function openPorts(
  wanted: PortNumbers,
  host: string,
  onRequest: RequestListener,
  lineProtocol: (httpPort: number) => Server,
): Promise<OpenPorts> {
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    await Promise.all(closers.splice(0).map((closeOne) => closeOne()))
  }
  const openIf = async (port: number | undefined, server: Server) =>
    port === undefined ? undefined : openTcp(server, port, host, closers)
  try {
    const p2p = await openIf(wanted.p2p, deafServer())
    if (p2p !== undefined) await openUdp(p2p, host, closers)
    const http = await openTcp(httpServer(onRequest), wanted.http, host, closers)
    const https = await openIf(wanted.https, deafServer())
    const api = await openIf(wanted.api, lineProtocol(http))
    return { numbers: { http, https, api, p2p }, close }
  } catch (error) {
    await close()
    throw error
  }
}

function httpServer(onRequest: RequestListener): HttpServer {
  const server = createHttpServer(onRequest)
  server.keepAliveTimeout = KEEP_ALIVE_MS
  return server
}

/** Takes the port and hangs up on everybody: neither TLS nor the peers' protocol is emulated. */
function deafServer(): Server {
  return createServer((socket) => socket.destroy())
}

async function openTcp(
  server: Server,
  port: number,
  host: string,
  closers: (() => Promise<void>)[],
): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const opened = await listen(server, port, host)
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  )
  return opened
}

function openUdp(port: number, host: string, closers: (() => Promise<void>)[]): Promise<void> {
  const socket = createSocket('udp4')
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, host, () => {
      socket.off('error', reject)
      closers.push(() => new Promise((closed) => socket.close(() => closed())))
      resolve()
    })
  })
}
