import type { Unit } from '../connection/messages.ts'

/** `telemetry` (samples, probes) is given up before `events` (streams, journal, intents) when space runs out. */
export type Lane = 'events' | 'telemetry'

export type Outcome =
  | { readonly kind: 'stored' }
  /** Not durable now; what stays in the queue may still become so. */
  | { readonly kind: 'not_stored' }
  | { readonly kind: 'fault'; readonly reason: string }

export interface PendingWrite {
  readonly unit: Unit
  readonly lane: Lane
  /** Memory it holds, as `weigh` estimates it. */
  readonly bytes: number
  /** Never kept for later: whoever asked has to try again. */
  readonly strict: boolean
  /** May be called again; only the first call reaches the one who waits. */
  readonly settle: (outcome: Outcome) => void
}

export interface QueueLimits {
  readonly units: number
  readonly bytes: number
}

/** Writes in order of arrival per lane, bounded: what does not fit pushes out the oldest, telemetry first. */
export interface WriteQueue {
  push(write: PendingWrite): void
  /** Puts writes back to where `take` found them. */
  putBack(writes: readonly PendingWrite[]): void
  /** Takes the oldest, events first. */
  take(most: number): readonly PendingWrite[]
  /** Tells everyone that their write is not stored now, and keeps it for later unless it is strict. */
  postponeAll(): void
  size(): number
  /** How many were given up since the start. */
  dropped(): number
}

export function createWriteQueue(limits: QueueLimits): WriteQueue {
  const lanes: Record<Lane, PendingWrite[]> = { events: [], telemetry: [] }
  let bytes = 0
  let dropped = 0

  const size = () => lanes.events.length + lanes.telemetry.length

  function enforceLimits(): void {
    while (size() > limits.units || bytes > limits.bytes) {
      const victim = lanes.telemetry.shift() ?? lanes.events.shift()
      if (!victim) return
      bytes -= victim.bytes
      dropped++
      victim.settle({ kind: 'not_stored' })
    }
  }

  return {
    push: (write) => {
      lanes[write.lane].push(write)
      bytes += write.bytes
      enforceLimits()
    },
    putBack: (writes) => {
      lanes.events.unshift(...writes.filter(({ lane }) => lane === 'events'))
      lanes.telemetry.unshift(...writes.filter(({ lane }) => lane === 'telemetry'))
      bytes += total(writes)
      enforceLimits()
    },
    take: (most) => {
      const events = lanes.events.splice(0, most)
      const taken = [...events, ...lanes.telemetry.splice(0, most - events.length)]
      bytes -= total(taken)
      return taken
    },
    postponeAll: () => {
      for (const write of [...lanes.events, ...lanes.telemetry]) write.settle({ kind: 'not_stored' })
      lanes.events = lanes.events.filter(({ strict }) => !strict)
      lanes.telemetry = lanes.telemetry.filter(({ strict }) => !strict)
      bytes = total(lanes.events) + total(lanes.telemetry)
    },
    size,
    dropped: () => dropped,
  }
}

/** Memory a waiting unit holds, roughly: its values and what their objects cost. SQL texts are shared. */
export function weigh(unit: Unit): number {
  let bytes = 100
  for (const { params } of unit)
    for (const value of params) bytes += 16 + (typeof value === 'string' ? value.length : 0)
  return bytes
}

function total(writes: readonly PendingWrite[]): number {
  return writes.reduce((sum, write) => sum + write.bytes, 0)
}
