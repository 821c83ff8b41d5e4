import type { Engine } from '../../engines/engine.ts'
import type { Stream } from '../../streams/stream.ts'
import type { GoneEngine, Snapshot } from '../snapshot.ts'
import { contentOf } from './finding.ts'

/** A snapshot with what is looked up in it, made once. */
export interface Sight {
  readonly snapshot: Snapshot
  engine(id: string | null): Engine | undefined
  gone(id: string | null): GoneEngine | undefined
  ended(streamId: string): Stream | undefined
  streamsOn(engineId: string): readonly Stream[]
  /** Ended within the last quarter of an hour. */
  endedOn(engineId: string): readonly Stream[]
  /** Started streams of that content (`contentOf`). */
  playing(content: string | undefined): readonly Stream[]
  /** Engines in the network of the VPN container of that name. */
  enginesIn(vpn: string): readonly Engine[]
}

export function sightOf(snapshot: Snapshot): Sight {
  const byId = new Map(snapshot.engines.map((engine) => [engine.id, engine]))
  const gone = new Map(snapshot.gone.map((engine) => [engine.id, engine]))
  const ended = new Map(snapshot.ended.map((stream) => [stream.id, stream]))
  const byEngine = Map.groupBy(snapshot.streams, ({ engineId }) => engineId)
  const endedByEngine = Map.groupBy(snapshot.ended, ({ engineId }) => engineId)
  const byContent = Map.groupBy(snapshot.streams, contentOf)
  const byVpn = Map.groupBy(snapshot.engines, ({ engineSpec }) => engineSpec.vpn)
  return {
    snapshot,
    engine: (id) => byId.get(id ?? ''),
    gone: (id) => gone.get(id ?? ''),
    ended: (id) => ended.get(id),
    streamsOn: (id) => byEngine.get(id) ?? [],
    endedOn: (id) => endedByEngine.get(id) ?? [],
    playing: (content) => byContent.get(content ?? '') ?? [],
    enginesIn: (vpn) => byVpn.get(vpn) ?? [],
  }
}
