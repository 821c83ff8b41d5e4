import type { EventRecorder } from '../journal/journal-event.ts'
import type { Clock } from '../lib/clock.ts'
import type { NodeState } from './node/node-state.ts'

/** An operator released a VPN container so that it can be recreated: no engine starts in this one. */
interface Release {
  /** The container that was released; null: there was none then. */
  readonly containerId: string | null
  /** Monotonic ms at which it ends, should the container never be recreated. */
  readonly untilMs: number
}

/** Nobody is left without engines for longer because a re-creation was begun and forgotten. */
const LASTS_MS = 10 * 60_000

export interface ReleasesOptions {
  readonly recorder: EventRecorder
  readonly clock: Pick<Clock, 'elapsedMs'>
  readonly onRelease: () => void
}

export interface Releases {
  /** Records it and returns the name of the VPN container. */
  release(node: NodeState): string
  /** Until another container has taken the place of that one, for ten minutes at most. */
  has(node: NodeState): boolean
}

export function createReleases({ recorder, clock, onRelease }: ReleasesOptions): Releases {
  const releases = new Map<string, Release>()
  return {
    release: ({ name, container }) => {
      const containerId = container?.id ?? null
      releases.set(name, { containerId, untilMs: clock.elapsedMs() + LASTS_MS })
      recorder.record({ event: { code: 'vpn.released', container: name, containerId }, links: { vpn: name } })
      onRelease()
      return name
    },
    has: ({ name, container }) => {
      const release = releases.get(name)
      if (release === undefined || clock.elapsedMs() >= release.untilMs) return false
      return container === null || container.id === release.containerId
    },
  }
}
