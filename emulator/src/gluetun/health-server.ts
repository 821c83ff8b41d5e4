import { createServer, type Server } from 'node:http'

/** What Docker's health check and anybody who can reach it is told (docs/reference/gluetun.md 5.1). */
export interface Health {
  /** Undefined before the first check. */
  readonly healthy: boolean | undefined
  readonly reason: string
}

export function createHealthServer(health: () => Health): Server {
  return createServer(({ method }, response) => {
    const { healthy, reason } = health()
    if (method !== 'GET') response.writeHead(400).end('method not supported for healthcheck')
    else if (healthy === undefined) response.writeHead(500).end('healthcheck did not run yet')
    else if (healthy) response.writeHead(200).end()
    else response.writeHead(500).end(reason)
  })
}
