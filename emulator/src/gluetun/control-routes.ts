import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { EmulatedGluetun } from '../gluetun.ts'
import { listen, readJson, replyJson } from '../lib/http.ts'
import { parseChanges } from './changes.ts'
import { parseFaults } from './faults.ts'

type Route = (gluetun: EmulatedGluetun, body: unknown) => unknown

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /emulator/state': (gluetun) => gluetun.state(),
  'POST /emulator/vpn': (gluetun, body) => {
    gluetun.set(parseChanges(body))
    return gluetun.state()
  },
  'POST /emulator/reconnect': (gluetun, body) => {
    void gluetun.reconnect(parseChanges(body))
    return gluetun.state()
  },
  'POST /emulator/fault': (gluetun, body) => gluetun.fault(parseFaults(body)),
  'DELETE /emulator/fault': (gluetun) => {
    gluetun.clearFaults()
    return gluetun.state().faults
  },
}

/** Orders to an emulated Gluetun (README.md, "Control routes"); a wrong one is 400 with what there is. */
export async function serveControl(
  gluetun: EmulatedGluetun,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const route = `${request.method} ${request.url?.split('?')[0]}`
  try {
    const body = await readJson(request)
    if (route === 'POST /emulator/crash') return crash(gluetun, body, response)
    const serve = ROUTES[route]
    if (!serve) throw new Error(`no such route: ${route}; there are ${Object.keys(ROUTES).join(', ')}`)
    replyJson(response, 200, serve(gluetun, body))
  } catch (error) {
    replyJson(response, 400, { error: error instanceof Error ? error.message : String(error) })
  }
}

function crash(gluetun: EmulatedGluetun, body: unknown, response: ServerResponse): void {
  const { exitCode = 1 } = body as { readonly exitCode?: number }
  response.once('finish', () => gluetun.crash(exitCode))
  replyJson(response, 200, { exitCode })
}

/** The control routes on a port of their own; gives that port. */
export function startControlOf(gluetun: EmulatedGluetun, port: number, host: string): Promise<number> {
  return listen(
    createServer((request, response) => serveControl(gluetun, request, response)),
    port,
    host,
  )
}
