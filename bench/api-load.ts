/** The clients' side of the API bench: keep-alive requests and readers of `/live`, cheap enough not to be measured. */
import { createConnection, type Socket } from 'node:net'

const HEADERS_END = Buffer.from('\r\n\r\n')

/** Asks `path` over that many connections, each one request at a time, and answers the requests per second. */
export async function requestsPerSecond(
  address: string,
  path: string,
  connections: number,
  forMs: number,
): Promise<number> {
  let answered = 0
  const endAtMs = performance.now() + forMs
  const clients = Array.from({ length: connections }, () =>
    keepAsking(address, path, () => {
      answered++
      return performance.now() < endAtMs
    }),
  )
  const beganMs = performance.now()
  await Promise.all(clients)
  return (answered / (performance.now() - beganMs)) * 1000
}

/** Asks `path` that many times over so many connections, each one request at a time. */
export async function requestCount(
  address: string,
  path: string,
  connections: number,
  count: number,
): Promise<void> {
  let asked = connections
  await Promise.all(
    Array.from({ length: connections }, () => keepAsking(address, path, () => asked++ < count)),
  )
}

function keepAsking(address: string, path: string, onAnswer: () => boolean): Promise<void> {
  const { hostname, port } = new URL(address)
  const request = `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: keep-alive\r\n\r\n`
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: hostname, port: Number(port), noDelay: true })
    let missing = -1
    let head = Buffer.alloc(0)
    socket.on('data', (piece: Buffer) => {
      let rest = piece
      if (missing < 0) {
        head = Buffer.concat([head, piece])
        const end = head.indexOf(HEADERS_END)
        if (end < 0) return
        missing = lengthIn(head.subarray(0, end).toString('latin1'))
        rest = head.subarray(end + HEADERS_END.length)
        head = Buffer.alloc(0)
      }
      missing -= rest.length
      if (missing > 0) return
      missing = -1
      if (onAnswer()) socket.write(request)
      else socket.end(resolve)
    })
    socket.once('error', reject)
    socket.once('connect', () => socket.write(request))
  })
}

function lengthIn(headers: string): number {
  if (!headers.startsWith('HTTP/1.1 200')) throw new Error(`not the answer that is measured: ${headers}`)
  return Number(/content-length: (\d+)/i.exec(headers)?.[1] ?? Number.NaN)
}

export interface LiveReaders {
  readonly sockets: readonly Socket[]
  /** For each reader the monotonic ms at which it had read `text`; rejects when one has not after `withinMs`. */
  arrivals(text: string, withinMs: number): Promise<readonly number[]>
  close(): void
}

/** Connects that many readers of `/live` and waits until each has its snapshot. */
export async function openReaders(address: string, count: number): Promise<LiveReaders> {
  const { hostname, port } = new URL(address)
  const sockets: Socket[] = []
  for (let number = 0; number < count; number++) {
    const socket = createConnection({ host: hostname, port: Number(port) })
    socket.write(`GET /live HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`)
    sockets.push(socket)
  }
  await Promise.all(sockets.map((socket) => seen(socket, 'event: snapshot', 30_000)))
  return {
    sockets,
    arrivals: (text, withinMs) => Promise.all(sockets.map((socket) => seen(socket, text, withinMs))),
    close: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

function seen(socket: Socket, text: string, withinMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let before = ''
    const timer = setTimeout(() => reject(new Error(`${text} did not arrive in ${withinMs} ms`)), withinMs)
    const onData = (piece: Buffer) => {
      const now = Number(process.hrtime.bigint()) / 1e6
      const all = before + piece.toString('latin1')
      before = all.slice(-text.length)
      if (!all.includes(text)) return
      clearTimeout(timer)
      socket.off('data', onData)
      socket.resume()
      resolve(now)
    }
    socket.on('data', onData)
  })
}
