import { createServer } from 'node:net'
import type { EnginePorts } from '../../../provisioning/ports.ts'

/** The first of the ports that somebody on this machine holds, or undefined; found by binding it for a moment. */
export async function findTakenPort(ports: EnginePorts): Promise<number | undefined> {
  for (const port of [ports.http, ports.https, ports.api, ports.p2p]) if (!(await canBind(port))) return port
  return undefined
}

/** On every IPv4 address: a holder of only one of them refuses it too. */
function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
