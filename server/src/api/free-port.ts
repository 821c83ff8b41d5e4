import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Rejects with the reason why nobody can listen there, as for a port in use. Asked before anything else is touched:
 * a second start by mistake shares its engines with the first, and must leave them alone.
 */
export async function assertPortFree(host: string, port: number): Promise<void> {
  const server = createServer().listen({ host, port })
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
}
