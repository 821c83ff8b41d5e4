import { randomUUID } from 'node:crypto'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { type Engine, lifecycleOf } from '../../../engines/engine.ts'
import type { ApiDeps } from '../../ports.ts'
import { engineState } from './engine.ts'

/** `GET /engines` as it is sent: the same bytes for everybody until something changes. */
export interface EngineListAnswer {
  readonly etag: string
  readonly body: Buffer
}

/**
 * `ready`, healthy or not: clients such as acexy put a stream on any listed engine that has room, so one that is starting,
 * draining, being removed or dead is left out of it.
 */
export type EngineChoice = 'all' | 'ready'

/** Every engine as clients see it, made into JSON once per change and not once per request. */
export interface EngineList {
  state(engine: Engine): EngineState
  /** One engine as JSON; undefined when it is gone. */
  json(id: string): string | undefined
  /** Every engine, or only those that clients may put streams on. */
  answer(which: EngineChoice): EngineListAnswer
  stop(): void
}

type Sources = Pick<ApiDeps, 'engines' | 'streams' | 'beats'> & { readonly maxStreams: () => number }

export function createEngineList(sources: Sources): EngineList {
  const { engines, streams, maxStreams } = sources
  const texts = new Map<string, string>()
  const answers = new Map<EngineChoice, EngineListAnswer>()
  const nextTag = createTags()
  const unsubscribe = onChangeOf(sources, (id) => {
    texts.delete(id)
    answers.clear()
  })

  function state(engine: Engine): EngineState {
    return engineState(engine, {
      streams: streams.reportedOn(engine.id),
      load: streams.loadOf(engine.id),
      maxStreams: maxStreams(),
    })
  }

  function textOf(engine: Engine): string {
    const known = texts.get(engine.id)
    if (known !== undefined) return known
    const text = JSON.stringify(state(engine))
    texts.set(engine.id, text)
    return text
  }

  function build(which: EngineChoice): EngineListAnswer {
    const listed = engines.list().filter((engine) => which === 'all' || lifecycleOf(engine) === 'ready')
    return { etag: nextTag(), body: Buffer.from(`[${listed.map(textOf).join(',')}]`) }
  }

  return {
    state,
    json: (id) => {
      const engine = engines.get(id)
      return engine && textOf(engine)
    },
    answer: (which) => {
      const known = answers.get(which)
      if (known) return known
      const built = build(which)
      answers.set(which, built)
      return built
    },
    stop: unsubscribe,
  }
}

/** Calls back with the id of each engine whose JSON may have changed. Returns the end of it. */
function onChangeOf({ engines, streams, beats }: Sources, changed: (engineId: string) => void): () => void {
  const subscriptions = [
    engines.changes.on(({ engine }) => changed(engine.id)),
    streams.changes.on((change) => {
      if (change.kind === 'changed') changed(change.stream.engineId)
    }),
    beats.on(() => {
      for (const { id } of engines.list()) if (streams.startedOn(id).length > 0) changed(id)
    }),
  ]
  return () => {
    for (const unsubscribe of subscriptions) unsubscribe()
  }
}

/** Tags that no other process gives, each once. */
function createTags(): () => string {
  const life = randomUUID().slice(0, 8)
  let version = 0
  return () => `"${life}-${++version}"`
}
