import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen, readJson, replyJson, shut } from '../lib/http.ts'
import { type EngineFaults, parseFaults } from './faults.ts'

export const CONTROL_PREFIX = '/emulator/'

/** What the control routes need of an engine. */
export interface ControlledEngine {
  readonly port: number
  fault(patch: Partial<EngineFaults>, content?: string): void
  clearFaults(content?: string): void
  cut(): void
  crash(how: { readonly exitCode: number }): void
  counters(): unknown
  state(): { readonly faults: unknown }
}

interface ControlRequest {
  readonly engine: ControlledEngine
  /** `?content=`: faults of one content only. */
  readonly content: string | undefined
  readonly body: unknown
}

type Action = (request: ControlRequest) => unknown

const ACTIONS: { readonly [request: string]: Action } = {
  'GET /emulator/state': ({ engine }) => engine.state(),
  'GET /emulator/counters': ({ engine }) => engine.counters(),
  'POST /emulator/fault': ({ engine, content, body }) => {
    engine.fault(parseFaults(body), content)
    return engine.state().faults
  },
  'DELETE /emulator/fault': ({ engine, content }) => {
    engine.clearFaults(content)
    return engine.state().faults
  },
  'POST /emulator/cut': ({ engine }) => {
    engine.cut()
    return { ok: true }
  },
  'POST /emulator/crash': ({ engine, body }) => {
    const { exitCode = 1, afterMs = 0 } = body as { exitCode?: number; afterMs?: number }
    setTimeout(() => engine.crash({ exitCode }), Math.max(afterMs, ANSWER_FIRST_MS))
    return { ok: true, exitCode }
  },
}

/** A crash waits this long, so that whoever asked for it gets an answer. */
const ANSWER_FIRST_MS = 20

/** Answers a control request for one of `engines`; what is wrong with it comes back as 400 with `error`. */
export async function control(
  engines: readonly ControlledEngine[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } =
    URL.parse(request.url ?? '/', 'http://control') ?? new URL('http://control/')
  const name = `${request.method} ${pathname}`
  if (name === 'GET /emulator/engines')
    return replyJson(
      response,
      200,
      engines.map((engine) => engine.state()),
    )
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined
  if (action === undefined) return replyJson(response, 404, { error: `no control route ${name}` })
  try {
    const engine = engineFor(engines, searchParams.get('engine'))
    const content = searchParams.get('content') ?? undefined
    replyJson(response, 200, action({ engine, content, body: await readJson(request) }))
  } catch (error) {
    replyJson(response, 400, { error: error instanceof Error ? error.message : String(error) })
  }
}

function engineFor(engines: readonly ControlledEngine[], port: string | null): ControlledEngine {
  const engine = port === null ? engines[0] : engines.find((one) => one.port === Number(port))
  if (engine === undefined) throw new Error(`no engine on port ${port}`)
  if (port === null && engines.length > 1) throw new Error('several engines here: add ?engine=<http port>')
  return engine
}

export interface ControlServer {
  readonly port: number
  close(): Promise<void>
}

/** The control routes on a port of their own, for any number of engines. */
export async function startControlServer(options: {
  readonly host: string
  readonly port: number
  readonly engines: readonly ControlledEngine[]
}): Promise<ControlServer> {
  const server = createServer((request, response) => {
    control(options.engines, request, response)
  })
  const port = await listen(server, options.port, options.host)
  return { port, close: () => shut(server) }
}
