import { Agent, get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

export interface PacedLoad {
  readonly ratePerS: number
  readonly connections: number
  readonly forMs: number
}

/** Asks on a fixed beat, whether or not answers come; latencies, in ms, count from when a request was due. */
export async function latenciesAt(
  url: string,
  { ratePerS, connections, forMs }: PacedLoad,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const latencies: number[] = []
  const asked: Promise<void>[] = []
  const startedMs = performance.now()
  for (let sent = 0; sent < (ratePerS * forMs) / 1000; ) {
    const dueMs = startedMs + (sent * 1000) / ratePerS
    if (performance.now() < dueMs) await delay(1)
    else {
      sent++
      asked.push(ask(url, agent).then(() => void latencies.push(performance.now() - dueMs)))
    }
  }
  await Promise.allSettled(asked)
  agent.destroy()
  return latencies
}

function ask(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      answer.resume()
      answer.once('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(url))))
    }).once('error', reject)
  })
}
