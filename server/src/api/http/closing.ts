import type { Server } from 'node:http'

const LOOK_EVERY_MS = 50

/**
 * A server that closes ends the connections that are idle at that moment. This also ends those that become idle later,
 * which would wait over a minute for another request, and after `graceMs` those whose request is still not whole or not
 * answered. Returns what ends it.
 */
export function endConnections(server: Server, graceMs: number): () => void {
  const idle = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS)
  const all = setTimeout(() => server.closeAllConnections(), graceMs)
  return () => {
    clearInterval(idle)
    clearTimeout(all)
  }
}
