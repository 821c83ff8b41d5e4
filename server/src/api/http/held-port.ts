import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { httpOrigin } from '../../lib/address.ts'

/**
 * A port that is ours from the first moment of a start, before anything else is touched: of two starts at once the
 * second knows at once, and leaves the engines that they share alone. Whoever connects early waits for `serve`.
 */
export interface HeldPort {
  /** `server` answers from now on, those who wait first; resolves with the address, e.g. `http://127.0.0.1:8000`. */
  serve(server: HttpServer): Promise<string>
  /** Before `server` closes: nobody gets in any more by another address than the one that it closes itself. */
  release(): void
}

/** Rejects with the system's reason why nobody can listen there, as for a port in use. */
export async function holdPort(host: string, port: number): Promise<HeldPort> {
  const [first = host, ...more] = await addressesOf(host)
  const waiting: Socket[] = []
  let admit = (socket: Socket): void => void waiting.push(socket)
  const main = await hold(first, port, (socket) => admit(socket))
  const ownPort = portOf(main)
  /** As of `localhost`, which is two addresses on most machines: one of them is enough. */
  const others = await Promise.allSettled(
    more.map((address) => hold(address, ownPort, (socket) => admit(socket))),
  )

  return {
    serve: async (server) => {
      admit = (socket) => {
        server.emit('connection', socket)
        socket.resume()
      }
      server.listen(main) // takes over its socket, which was never closed in between
      await once(server, 'listening')
      waiting.splice(0).forEach(admit)
      return httpOrigin({ host: first, port: ownPort })
    },
    release: () => {
      for (const each of others) if (each.status === 'fulfilled') each.value.close()
    },
  }
}

async function addressesOf(host: string): Promise<string[]> {
  if (host !== 'localhost') return [host]
  return (await lookup(host, { all: true })).map(({ address }) => address)
}

async function hold(host: string, port: number, onSocket: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ pauseOnConnect: true }, onSocket).listen({ host, port })
  await once(server, 'listening')
  return server
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}
