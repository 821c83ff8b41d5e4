import { setTimeout as delay } from 'node:timers/promises'

/** One thing that goes wrong, as it does in the field. */
export interface Fault<Scene> {
  readonly name: string
  /** Breaks it, and mends what does not mend itself. */
  readonly strike: (scene: Scene) => Promise<void>
}

/** What must hold at every moment; throws with what does not. */
export type Invariant = () => Promise<void>

/** The same sequence for the same seed, so that a failure can be repeated (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Each fault once in random order, then again in another: so that a short run has many kinds too. */
export function sequenceOf<Scene>(
  table: readonly Fault<Scene>[],
  count: number,
  random: () => number,
): readonly Fault<Scene>[] {
  const rounds = Array.from({ length: Math.ceil(count / table.length) }, () =>
    table
      .map((fault) => ({ fault, at: random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ fault }) => fault),
  )
  return rounds.flat().slice(0, count)
}

/** Looks at the invariants all the time; `stop` returns what was broken, in the order it was seen. */
export function watchInvariants(invariants: readonly Invariant[], everyMs = 250) {
  const broken: string[] = []
  let samples = 0
  const life = new AbortController()

  async function run(): Promise<void> {
    while (!life.signal.aborted) {
      for (const holds of invariants)
        await holds().catch((error: unknown) => broken.push(`${new Date().toISOString()} ${String(error)}`))
      samples++
      await delay(everyMs, undefined, { signal: life.signal }).catch(() => {})
    }
  }

  const done = run()
  return {
    stop: async () => {
      life.abort()
      await done
      return { broken, samples }
    },
  }
}
