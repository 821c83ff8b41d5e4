import { randomUUID } from 'node:crypto'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { Engine } from '../engines/engine.ts'
import type { ApiDeps } from './ports.ts'
import { engineState } from './present.ts'

/** `GET /engines` as it is sent: the same bytes for everybody until something changes. */
export interface EngineListAnswer {
  readonly etag: string
  readonly body: Buffer
}

/** Every engine as clients see it, made into JSON once per change and not once per request. */
export interface EngineList {
  state(engine: Engine): EngineState
  /** One engine as JSON; undefined when it is gone. */
  json(id: string): string | undefined
  whole(): EngineListAnswer
  stop(): void
}

type Sources = Pick<ApiDeps, 'engines' | 'streams' | 'beats'> & { readonly maxStreams: number }

export function createEngineList({ engines, streams, beats, maxStreams }: Sources): EngineList {
  const texts = new Map<string, string>()
  /** Makes tags of an earlier process differ from ours. */
  const life = randomUUID().slice(0, 8)
  let version = 0
  let answer: EngineListAnswer | null = null

  function forget(id: string): void {
    texts.delete(id)
    answer = null
  }

  const subscriptions = [
    engines.changes.on(({ engine }) => forget(engine.id)),
    streams.changes.on((change) => {
      if (change.kind === 'changed') forget(change.stream.engineId)
    }),
    beats.on(() => {
      for (const { id } of engines.list()) if (streams.startedOn(id).length > 0) forget(id)
    }),
  ]

  function state(engine: Engine): EngineState {
    return engineState(engine, {
      streams: streams.startedOn(engine.id),
      load: streams.loadOf(engine.id),
      maxStreams,
    })
  }

  function textOf(engine: Engine): string {
    const known = texts.get(engine.id)
    if (known !== undefined) return known
    const text = JSON.stringify(state(engine))
    texts.set(engine.id, text)
    return text
  }

  function build(): EngineListAnswer {
    version++
    return { etag: `"${life}-${version}"`, body: Buffer.from(`[${engines.list().map(textOf).join(',')}]`) }
  }

  return {
    state,
    json: (id) => {
      const engine = engines.get(id)
      return engine && textOf(engine)
    },
    whole: () => {
      answer ??= build()
      return answer
    },
    stop: () => {
      for (const unsubscribe of subscriptions) unsubscribe()
    },
  }
}
