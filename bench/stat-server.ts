/**
 * Child process of the benches with streams: engines that answer nothing but statistics, cheaply, and note when they were
 * asked. A process of its own, so that its work is not counted as the sampler's.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StatServerReady {
  readonly answering: readonly number[]
  readonly hung: readonly number[]
}

export type StatServerRequest = 'forget' | 'report'

/** Per stat path the times between two questions, in ms. */
export type BeatReport = Readonly<Record<string, readonly number[]>>

const asked = new Map<string, number[]>()
let downloaded = 0

function answer(path: string): string {
  const moments = asked.get(path) ?? []
  asked.set(path, moments)
  moments.push(performance.now())
  downloaded += 16_384
  return (
    `{"response": {"status": "dl", "peers": 12, "speed_down": 480, "speed_up": 35, "downloaded": ${downloaded}, ` +
    '"uploaded": 491520, "total_progress": 0, "is_live": 1, "is_encrypted": 0, "client_session_id": -1, ' +
    `"livepos": {"last": "1", "live_first": "1", "pos": "1", "live_last": "${Math.floor(Date.now() / 1000)}", ` +
    '"buffer_pieces": "15"}}, "result": {}, "error": null}'
  )
}

async function listen(hangs: boolean): Promise<number> {
  const server = createServer((request, response) => {
    if (hangs) return
    const path = (request.url ?? '').split('?')[0] ?? ''
    response.setHeader('Content-Type', 'application/json; charset=utf-8')
    response.end(answer(path))
  })
  server.keepAliveTimeout = 15_000 // as the engine announces
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}

function report(): BeatReport {
  const entries = [...asked].map(([path, moments]) => [
    path,
    moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0)),
  ])
  return Object.fromEntries(entries) as BeatReport
}

const [answering = 1, hung = 0] = process.argv.slice(2).map(Number)
process.on('message', (request: StatServerRequest) => {
  if (request === 'forget') asked.clear()
  else process.send?.(report())
})
process.on('disconnect', () => process.exit())
process.send?.({
  answering: await Promise.all(Array.from({ length: answering }, () => listen(false))),
  hung: await Promise.all(Array.from({ length: hung }, () => listen(true))),
} satisfies StatServerReady)
