/** How long `GET /streams` takes with 500 streams: with all of them read again since the last time, and as in life. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { aStart, ok } from '@acestream-orchestrator/testing/fakes/streams'
import { type ApiRig, apiRig, makeReady } from '@acestream-orchestrator/testing/rigs/api'

const ENGINES = 50
const STREAMS = 500
const WARM_UP = 100
const REQUESTS = 500
/** Ours and the floor take turns of so many, so that whatever else the machine does hits both alike. */
const TURN = 20
/** Streams read again between two requests: five requests a second, each stream every 5 s; and the worst there can be. */
const READ_ANEW = { inLife: STREAMS / 5 / 5, all: STREAMS }

interface Times {
  readonly p50Ms: number
  readonly p99Ms: number
}

export interface StreamListBench {
  readonly inLife: Times
  /** All of them read again before each request. */
  readonly all: Times
  /** A bare `node:http` server that sends the same bytes. */
  readonly bare: Times
  readonly bytes: number
}

/** Servers in processes of their own, one request at a time. Takes about 15 s. */
export async function benchStreamList(): Promise<StreamListBench> {
  const servers: ChildProcess[] = []
  const start = async (kind: 'ours' | 'bare', body = '') => {
    const child = fork(import.meta.filename, [kind])
    servers.push(child)
    child.send(body)
    const [url] = (await once(child, 'message')) as [string]
    return { child, url }
  }
  const agent = new Agent({ keepAlive: true })
  try {
    const ours = await start('ours')
    const body = await (await fetch(ours.url)).text()
    const bare = await start('bare', body)
    const times = { inLife: [] as number[], all: [] as number[], bare: [] as number[] }
    for (let done = 0; done < WARM_UP + REQUESTS; done += TURN) {
      if (done === WARM_UP) times.inLife = times.all = times.bare = [] // both are warm
      times.inLife = [...times.inLife, ...(await turn(ours, agent, READ_ANEW.inLife))]
      times.all = [...times.all, ...(await turn(ours, agent, READ_ANEW.all))]
      times.bare = [...times.bare, ...(await turn(bare, agent, 0))]
    }
    return {
      inLife: timesOf(times.inLife),
      all: timesOf(times.all),
      bare: timesOf(times.bare),
      bytes: Buffer.byteLength(body),
    }
  } finally {
    agent.destroy()
    for (const child of servers) child.kill()
  }
}

async function turn(
  { child, url }: { readonly child: ChildProcess; readonly url: string },
  agent: Agent,
  readAnew: number,
): Promise<number[]> {
  const took: number[] = []
  for (let n = 0; n < TURN; n++) {
    child.send(readAnew)
    await once(child, 'message')
    took.push(await timeOf(url, agent))
  }
  return took
}

function timeOf(url: string, agent: Agent): Promise<number> {
  const begun = performance.now()
  return new Promise((resolve, reject) => {
    request(url, { agent }, (response) => {
      response.resume().once('end', () => resolve(performance.now() - begun))
    })
      .once('error', reject)
      .end()
  })
}

function timesOf(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (fraction: number) => sorted[Math.floor(sorted.length * fraction)] ?? Number.NaN
  return { p50Ms: at(0.5), p99Ms: at(0.99) }
}

async function serveOurs(): Promise<{ readonly url: string; change(streams: number): void }> {
  const rig = apiRig()
  const engines = Array.from({ length: ENGINES }, (_, n) => makeReady(rig.registry, n + 1))
  for (let n = 0; n < STREAMS; n++) await startOne(rig, engines[n % ENGINES] ?? '', n)
  const ids = [...rig.tracker.running()].map(({ id }) => id)
  let readings = 0
  return {
    url: `${await rig.api.listen()}/streams?status=started`,
    change: (streams) => {
      for (let n = 0; n < streams; n++) {
        readings++
        const id = ids[readings % ids.length] ?? ''
        rig.tracker.applyReading(id, ok({ downloaded: readings * 16_384 }))
      }
    },
  }
}

async function startOne(rig: ApiRig, engine: string, n: number): Promise<void> {
  const key = n.toString(16).padStart(40, '0')
  const session = `${n}`.padStart(40, 'a')
  await rig.tracker.started(aStart({ engine, key, session, streamId: `${key}|${session}` }))
}

async function serveBare(body: string): Promise<{ readonly url: string; change(streams: number): void }> {
  const bytes = Buffer.from(body)
  const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length }
  const server = createServer((_request, response) => response.writeHead(200, headers).end(bytes))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, change: () => {} }
}

async function serve(kind: string | undefined): Promise<void> {
  const [body] = (await once(process, 'message')) as [string]
  const server = kind === 'ours' ? await serveOurs() : await serveBare(body)
  process.send?.(server.url)
  process.on('message', (readAnew: number) => {
    server.change(readAnew)
    process.send?.('changed')
  })
  process.once('disconnect', () => process.exit())
}

if (import.meta.main) {
  if (process.argv[2] === undefined) console.table(await benchStreamList())
  else await serve(process.argv[2])
}
