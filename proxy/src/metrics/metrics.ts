import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import { createCountsByCode, createHistogram, type Histogram } from './counters.ts'

/** What is the case at this moment. */
export interface Gauges {
  readonly viewers: number
  readonly streams: number
  readonly ringBytes: number
  readonly ringLimitBytes: number
  readonly sentBytes: number
  readonly isOrchestratorReachable: boolean
}

export interface Metrics {
  received(bytes: number): void
  /** From a viewer's request to its first data, in seconds. */
  firstByte(seconds: number): void
  failover(reason: PlaybackReason): void
  refused(reason: PlaybackReason): void
  /** A viewer was closed that took nothing for too long. */
  dropped(): void
  /** Prometheus' text format, version 0.0.4. */
  render(now: Gauges): string
}

/** From a running stream to a cold start. */
const BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 45]
const PREFIX = 'orch_proxy_'

export function createMetrics(): Metrics {
  const failovers = createCountsByCode()
  const refusals = createCountsByCode()
  const firstBytes = createHistogram(BOUNDS_S)
  let receivedBytes = 0
  let dropped = 0

  return {
    received: (bytes) => {
      receivedBytes += bytes
    },
    firstByte: firstBytes.observe,
    failover: ({ code }) => failovers.add(code),
    refused: ({ code }) => refusals.add(code),
    dropped: () => {
      dropped++
    },
    render: (now) =>
      [
        ...one('viewers', 'gauge', 'Connections that watch', now.viewers),
        ...one('streams', 'gauge', 'Contents that are played or begin', now.streams),
        ...one('received_bytes_total', 'counter', 'Received from engines', receivedBytes),
        ...one('sent_bytes_total', 'counter', 'Sent to viewers', now.sentBytes),
        ...one('ring_bytes', 'gauge', 'Recent data held for viewers', now.ringBytes),
        ...one('ring_limit_bytes', 'gauge', 'What may be held at most', now.ringLimitBytes),
        ...one('viewers_dropped_total', 'counter', 'Viewers closed because they took nothing', dropped),
        ...one('orchestrator_up', 'gauge', 'The orchestrator answers', Number(now.isOrchestratorReachable)),
        ...byReason('failovers_total', 'Moves to another engine', failovers.entries()),
        ...byReason('refused_total', 'Requests to play that were refused', refusals.entries()),
        ...histogram('first_byte_seconds', 'From the request to the first data', firstBytes),
        '',
      ].join('\n'),
  }
}

const head = (name: string, type: string, help: string) => [
  `# HELP ${PREFIX}${name} ${help}`,
  `# TYPE ${PREFIX}${name} ${type}`,
]

function one(name: string, type: string, help: string, value: number): string[] {
  return [...head(name, type, help), `${PREFIX}${name} ${value}`]
}

function byReason(name: string, help: string, counts: Iterable<readonly [string, number]>): string[] {
  const lines = [...counts].map(([code, count]) => `${PREFIX}${name}{reason="${code}"} ${count}`)
  return [...head(name, 'counter', help), ...lines]
}

function histogram(name: string, help: string, values: Histogram): string[] {
  const { buckets, sum, count } = values.read()
  const bucket = (bound: number | string, value: number) => `${PREFIX}${name}_bucket{le="${bound}"} ${value}`
  return [
    ...head(name, 'histogram', help),
    ...buckets.map(([bound, value]) => bucket(bound, value)),
    bucket('+Inf', count),
    `${PREFIX}${name}_sum ${sum}`,
    `${PREFIX}${name}_count ${count}`,
  ]
}
