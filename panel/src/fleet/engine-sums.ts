import type { Engine, Stream } from './model.ts'

type Sums = Pick<Engine, 'speed_down' | 'speed_up' | 'peers'>

/** As the server sums: what nobody knows stays unknown. */
const UNKNOWN: Sums = { speed_down: null, speed_up: null, peers: null }

const plus = (total: number | null, one: number | null): number | null =>
  one === null ? total : (total ?? 0) + one

/** What the running streams of each engine do together, by engine id. */
function sumsByEngine(streams: readonly Stream[]): Map<string, Sums> {
  const sums = new Map<string, Sums>()
  for (const { status, container_id, speed_down, speed_up, peers } of streams) {
    if (status !== 'started') continue
    const total = sums.get(container_id) ?? UNKNOWN
    sums.set(container_id, {
      speed_down: plus(total.speed_down, speed_down),
      speed_up: plus(total.speed_up, speed_up),
      peers: plus(total.peers, peers),
    })
  }
  return sums
}

const equal = (engine: Engine, sums: Sums): boolean =>
  engine.speed_down === sums.speed_down && engine.speed_up === sums.speed_up && engine.peers === sums.peers

/**
 * The engines of `which` with the sums of their streams' newest readings. The server sends an engine when its state
 * changes and every few seconds, its streams' readings every beat: without this the cards would lag behind the streams.
 * Engines that say the same keep their identity, and so does the list.
 */
export function withStreamSums(
  engines: readonly Engine[],
  streams: readonly Stream[],
  which: (engine: Engine) => boolean,
): readonly Engine[] {
  const sums = sumsByEngine(streams)
  let changed = false
  const summed = engines.map((engine) => {
    const own = sums.get(engine.container_id) ?? UNKNOWN
    if (!which(engine) || equal(engine, own)) return engine
    changed = true
    return { ...engine, ...own }
  })
  return changed ? summed : engines
}
