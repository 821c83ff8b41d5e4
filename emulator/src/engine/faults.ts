/** How a request is (mis)treated, whatever it asks. */
const MISBEHAVIOURS = ['ok', 'hang', 'garbage', 'error', 'http-500', 'huge', 'reset'] as const
export type Misbehaviour = (typeof MISBEHAVIOURS)[number]

/** Which requests go together: the liveness and service API, starts, statistics, commands, playback. */
export type RequestGroup = 'probes' | 'starts' | 'stats' | 'commands' | 'media'

/** Everything that can be wrong with an engine, or with one content on it. Real milliseconds, never scaled. */
export interface EngineFaults {
  /** Every HTTP request; playback that runs already goes on, as it does on hung engines in the field. */
  readonly api: Misbehaviour
  readonly probes: Misbehaviour
  readonly starts: Misbehaviour
  readonly stats: Misbehaviour
  readonly commands: Misbehaviour
  readonly media: Misbehaviour
  readonly answerDelayMs: number
  readonly startDelayMs: number
  readonly channel: 'ok' | 'unknown' | 'dead' | 'no-data'
  readonly delivery: 'ok' | 'stall' | 'starved' | 'burst-then-silence' | 'cut'
  readonly replay: 'off' | 'behind' | 'loop'
  /** How far behind the clock a recording is, or how long the loop. */
  readonly replayS: number
  readonly burstS: number
  readonly connected: boolean
  readonly memoryBytesPerSecond: number
  /** Sent to the swarm beside what sessions upload; no session is needed for it. */
  readonly seedBytesPerSecond: number
}

export const NO_FAULTS: EngineFaults = {
  api: 'ok',
  probes: 'ok',
  starts: 'ok',
  stats: 'ok',
  commands: 'ok',
  media: 'ok',
  answerDelayMs: 0,
  startDelayMs: 0,
  channel: 'ok',
  delivery: 'ok',
  replay: 'off',
  replayS: 60,
  burstS: 10,
  connected: true,
  memoryBytesPerSecond: 0,
  seedBytesPerSecond: 0,
}

type Check = { readonly allowed: string; readonly accepts: (value: unknown) => boolean }

const oneOf = (...words: readonly string[]): Check => ({
  allowed: words.join(', '),
  accepts: (value) => typeof value === 'string' && words.includes(value),
})
const amount: Check = {
  allowed: 'a number from 0 on',
  accepts: (value) => typeof value === 'number' && value >= 0,
}
const yesNo: Check = { allowed: 'true, false', accepts: (value) => typeof value === 'boolean' }
const misbehaviour = oneOf(...MISBEHAVIOURS)

const CHECKS: { readonly [K in keyof EngineFaults]: Check } = {
  api: misbehaviour,
  probes: misbehaviour,
  starts: misbehaviour,
  stats: misbehaviour,
  commands: misbehaviour,
  media: misbehaviour,
  answerDelayMs: amount,
  startDelayMs: amount,
  channel: oneOf('ok', 'unknown', 'dead', 'no-data'),
  delivery: oneOf('ok', 'stall', 'starved', 'burst-then-silence', 'cut'),
  replay: oneOf('off', 'behind', 'loop'),
  replayS: amount,
  burstS: amount,
  connected: yesNo,
  memoryBytesPerSecond: amount,
  seedBytesPerSecond: amount,
}

/** Reads faults given as JSON. Throws an error that names the field, so that a misspelt fault never tests nothing. */
export function parseFaults(input: unknown): Partial<EngineFaults> {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new Error('faults: expected a JSON object')
  for (const [field, value] of Object.entries(input)) {
    const check = Object.hasOwn(CHECKS, field) ? CHECKS[field as keyof EngineFaults] : undefined
    if (check === undefined)
      throw new Error(`faults: no such field "${field}"; there are ${Object.keys(CHECKS).join(', ')}`)
    if (!check.accepts(value))
      throw new Error(`faults: ${field}: ${JSON.stringify(value)} is not one of: ${check.allowed}`)
  }
  return input
}

/** Without faults `contents` is empty; its keys are infohashes. */
export interface FaultsJson {
  readonly engine: EngineFaults
  readonly contents: { readonly [infohash: string]: Partial<EngineFaults> }
}

/** The faults of one engine: its own, and those of single contents on top. */
export interface FaultBook {
  /** Without an infohash, or for a content that has none of its own: the engine's. */
  of(infohash?: string): EngineFaults
  merge(patch: Partial<EngineFaults>, infohash?: string): void
  clear(infohash?: string): void
  toJson(): FaultsJson
}

export function faultBook(initial: Partial<EngineFaults> = {}): FaultBook {
  let own: EngineFaults = { ...NO_FAULTS, ...initial }
  const contents = new Map<string, Partial<EngineFaults>>()
  return {
    of: (infohash) => (infohash === undefined ? own : { ...own, ...contents.get(infohash) }),
    merge: (patch, infohash) => {
      if (infohash === undefined) own = { ...own, ...patch }
      else contents.set(infohash, { ...contents.get(infohash), ...patch })
    },
    clear: (infohash) => {
      if (infohash !== undefined) return void contents.delete(infohash)
      own = NO_FAULTS
      contents.clear()
    },
    toJson: () => ({ engine: own, contents: Object.fromEntries(contents) }),
  }
}

/** What happens to a request of that group: a fault of the whole API stands above the group's own. */
export function misbehaviourOf(faults: EngineFaults, group: RequestGroup): Misbehaviour {
  return faults.api === 'ok' ? faults[group] : faults.api
}
