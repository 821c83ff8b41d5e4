import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import { anEngine } from './engines.ts'
import type { Hub } from './hub.ts'
import { statusOf } from './status.ts'
import { endedStream } from './streams.ts'
import { anEntry, type World } from './world.ts'

const REMOVING_MS = 1_500
const STARTING_MS = 1_500

/** What the routes do to the world, published as the real server does it. */
export function createActions(world: () => World, hub: Hub) {
  const publish = (engine: EngineState) => {
    hub.send('engine', engine)
    hub.send('status', statusOf(world()))
  }
  const note = (...entry: Parameters<typeof anEntry>) => {
    const made = anEntry(...entry)
    world().journal.unshift(made)
    hub.send('journal', made)
  }
  const endStream = (stream: StreamState, reason: string): StreamState => {
    const ended = endedStream(stream, reason)
    const { streams } = world()
    streams[streams.indexOf(stream)] = ended
    hub.send('stream', ended)
    return ended
  }
  const remove = (engine: EngineState) => {
    engine.state = 'removing'
    engine.health_status = 'unknown'
    publish(engine)
    setTimeout(() => {
      const now = world()
      for (const stream of now.streams.filter(
        (one) => one.container_id === engine.container_id && one.status === 'started',
      )) {
        endStream(stream, 'engine_removed')
      }
      now.engines = now.engines.filter((one) => one !== engine)
      hub.send('engine_gone', { id: engine.container_id })
      note('engine', 'removed', `${engine.container_name} was removed`)
    }, REMOVING_MS).unref()
  }
  const start = (): EngineState => {
    const n = world().engines.length
    const engine = anEngine(n + 500, {
      container_name: `acestream-${n + 1}`,
      state: 'starting',
      health_status: 'unknown',
      recent_checks: [],
      last_health_check: null,
    })
    world().engines.push(engine)
    publish(engine)
    setTimeout(() => {
      Object.assign(engine, {
        state: 'ready',
        health_status: 'healthy',
        last_health_check: new Date().toISOString(),
      })
      publish(engine)
    }, STARTING_MS).unref()
    return engine
  }
  const restart = (engine: EngineState) => {
    Object.assign(engine, { state: 'starting', health_status: 'unknown', restarts: engine.restarts + 1 })
    publish(engine)
    setTimeout(() => {
      Object.assign(engine, { state: 'ready', health_status: 'healthy', health_reason: null })
      publish(engine)
    }, STARTING_MS).unref()
  }
  const drain = (engine: EngineState, on: boolean) => {
    Object.assign(engine, {
      state: on ? 'draining' : 'ready',
      health_status: on ? 'unknown' : 'healthy',
      health_reason: on ? 'draining: takes no new streams' : null,
    })
    publish(engine)
  }
  const setScale = (scale: number | null) => {
    world().scale = scale
    hub.send('status', statusOf(world()))
  }
  return { remove, start, restart, drain, endStream, setScale, note }
}
export type Actions = ReturnType<typeof createActions>
