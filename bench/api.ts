/** How fast the API answers, how soon 500 live readers know, and what both cost in memory. */
import { type ChildProcess, fork } from 'node:child_process'
import { openReaders, requestsPerSecond } from './api-load.ts'
import type { Answer, Command } from './api-server.ts'

const LISTED_ENGINES = 50
const CONNECTIONS = 64
const TURNS = 5
const TURN_MS = 2000
const LIVE_ENGINES = 200
const READERS = 500
const CHANGES = 20
const CHANGE_EVERY_MS = 330
const SETTLE_MS = 5000

export interface ApiBench {
  /** `GET /engines` with 50 engines over 64 connections, while health checks and resources come in. */
  readonly requestsPerSecond: number
  /** A bare `node:http` server that sends the same bytes. */
  readonly bareRequestsPerSecond: number
  readonly bytesPerAnswer: number
  /** From a change to the last of 500 readers of `/live`, 200 engines running. */
  readonly lastReaderMedianMs: number
  readonly lastReaderWorstMs: number
  /** RSS with 200 engines and 500 readers above the same process with none. */
  readonly memoryAboveIdleMb: number
}

interface Server {
  send(command: Command): Promise<string | number>
  stop(): Promise<void>
}

/** Takes about a minute. */
export async function benchApi(): Promise<ApiBench> {
  return { ...(await measureRequests()), ...(await measureLive()) }
}

function startServer(): Server {
  const child: ChildProcess = fork(new URL('./api-server.ts', import.meta.url), {
    execArgv: ['--expose-gc'],
  })
  return {
    send: (command) =>
      new Promise((resolve) => {
        child.once('message', (answer: Answer) => resolve(answer.value))
        child.send(command)
      }),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGKILL')
      }),
  }
}

/** In turns, so that whatever else the machine does hits both alike. */
async function measureRequests() {
  const [ours, bare] = [startServer(), startServer()]
  try {
    const address = String(await ours.send({ kind: 'start', server: 'orchestrator' }))
    await ours.send({ kind: 'engines', count: LISTED_ENGINES })
    await ours.send({ kind: 'live_on' })
    const body = await (await fetch(`${address}/engines`)).text()
    const bareAddress = String(await bare.send({ kind: 'start', server: 'bare', body }))
    const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] }
    for (let turn = 0; turn <= TURNS; turn++) {
      const rate = await requestsPerSecond(address, '/engines', CONNECTIONS, TURN_MS)
      const bareRate = await requestsPerSecond(bareAddress, '/engines', CONNECTIONS, TURN_MS)
      if (turn === 0) continue // both warm up
      rates.ours.push(rate)
      rates.bare.push(bareRate)
    }
    return {
      requestsPerSecond: median(rates.ours),
      bareRequestsPerSecond: median(rates.bare),
      bytesPerAnswer: Buffer.byteLength(body),
    }
  } finally {
    await Promise.all([ours.stop(), bare.stop()])
  }
}

async function measureLive() {
  const server = startServer()
  try {
    const address = String(await server.send({ kind: 'start', server: 'orchestrator' }))
    await fetch(`${address}/engines`)
    const idle = Number(await server.send({ kind: 'memory' }))
    await server.send({ kind: 'engines', count: LIVE_ENGINES })
    await server.send({ kind: 'live_on' })
    const readers = await openReaders(address, READERS)
    await pause(SETTLE_MS)
    const lasts: number[] = []
    for (let change = 1; change <= CHANGES; change++) {
      const arrivals = readers.arrivals(`"change ${change}"`, 10_000)
      const changedAt = Number(await server.send({ kind: 'change' }))
      lasts.push(Math.max(...(await arrivals)) - changedAt)
      await pause(CHANGE_EVERY_MS)
    }
    const busy = Number(await server.send({ kind: 'memory' }))
    readers.close()
    return {
      lastReaderMedianMs: median(lasts),
      lastReaderWorstMs: Math.max(...lasts),
      memoryAboveIdleMb: (busy - idle) / 1e6,
    }
  } finally {
    await server.stop()
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

function print(bench: ApiBench): void {
  const ratio = bench.requestsPerSecond / bench.bareRequestsPerSecond
  const kilobytes = (bench.bytesPerAnswer / 1000).toFixed(0)
  console.table({
    [`GET /engines, ${LISTED_ENGINES} engines (${kilobytes} kB)`]: {
      measured: `${bench.requestsPerSecond.toFixed(0)} requests/s`,
      beside: `bare node:http ${bench.bareRequestsPerSecond.toFixed(0)} requests/s`,
      ratio: ratio.toFixed(2),
      goal: '0.70 or more',
    },
    [`a change at the last of ${READERS} live readers`]: {
      measured: `${bench.lastReaderMedianMs.toFixed(0)} ms, at worst ${bench.lastReaderWorstMs.toFixed(0)} ms`,
      goal: 'under 150 ms',
    },
    [`memory of ${LIVE_ENGINES} engines and ${READERS} readers`]: {
      measured: `${bench.memoryAboveIdleMb.toFixed(0)} MB above idle`,
      goal: 'under 60 MB',
    },
  })
}

if (import.meta.main) print(await benchApi())
