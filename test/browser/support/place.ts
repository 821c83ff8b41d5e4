import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/** Whoever listens on 25900 + n has place n: it is free again however its owner ends. */
const FIRST_CLAIM = 25_900
const PLACES = 20

export interface Place {
  readonly number: number
  release(): void
}

/** One of the machine's places that nobody has: products that run at the same time must not share engine ports. */
export async function claimPlace(): Promise<Place> {
  for (let number = 0; number < PLACES; number += 1) {
    const claim = createServer()
    if (await listens(claim, FIRST_CLAIM + number)) return { number, release: () => claim.close() }
  }
  throw new Error(`claiming ports for engines: all ${PLACES} places are taken`)
}

async function listens(server: Server, port: number): Promise<boolean> {
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
    server.unref()
    return true
  } catch {
    return false
  }
}
