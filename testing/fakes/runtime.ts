/** A container runtime in memory: what the flows run on. Behaves as Docker does where the domain can notice. */
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import type { ContainerFacts, ContainerReader } from '../../server/src/engines/ports.ts'
import type { Clock } from '../../server/src/lib/clock.ts'
import { DomainError } from '../../server/src/lib/errors.ts'
import { hashText } from '../../server/src/lib/hash.ts'
import type {
  CreateFailure,
  CreateResult,
  EngineRuntime,
  EngineSpec,
  ImageFacts,
} from '../../server/src/provisioning/ports.ts'
import { orAbort } from '../../server/src/runtime/common/abortable.ts'
import { aPolicy } from '../builders/world.ts'

export interface FakeRuntime extends EngineRuntime {
  readonly calls: string[]
  readonly containers: Map<string, ContainerFacts>
  /** The next creations fail like this, in order. */
  readonly failures: CreateFailure[]
  /** What it warns of at each creation. */
  readonly warnings: string[]
  /** The daemon stops or starts answering. */
  setReachable(reachable: boolean): void
  setImage(image: ImageFacts | undefined): void
  /** What the registry has, once a test puts something there; until then a pull is denied. */
  published: ImageFacts | undefined
  /** A container dies by itself. */
  die(id: string, change?: Partial<ContainerFacts>): void
  /** Somebody else starts it again. */
  revive(id: string): void
  /** Somebody else removes it. */
  vanish(id: string): void
  put(facts: ContainerFacts): void
  /** Names of containers under another label. */
  others: string[]
  /** How long a creation takes on the clock: half of it until the container is there, half until it runs. */
  creationMs: number
  /** The next so many creations go through, but nobody learns of it: the answer comes too late or is lost. */
  lostAnswers: number
  /** Engines end without an error before anybody sees them run. */
  stillborn: boolean
  /** How long an engine takes to stop when it is removed. */
  removalMs: number
  /** What containers write; may be replaced. */
  logs: ContainerReader['logs']
}

const OURS = aPolicy().spec.label

export function createFakeRuntime(clock: Clock): FakeRuntime {
  const containers = new Map<string, ContainerFacts>()
  const calls: string[] = []
  const failures: CreateFailure[] = []
  const hints = new Set<(id: string | null) => void>()
  let reachable = true
  let sinceMs = clock.now()
  let image: ImageFacts | undefined = { digest: 'sha256:one', createdAtMs: 0, hasEntrypoint: true }
  let made = 0
  /** Names of containers that are being created and not listed yet. */
  const reserved = new Set<string>()

  function need(): void {
    if (!reachable) throw new DomainError('runtime_unavailable', 'the runtime does not answer')
  }

  function hint(id: string | null): void {
    for (const each of hints) each(id)
  }

  function put(facts: ContainerFacts): void {
    containers.set(facts.id, facts)
    hint(facts.id)
  }

  function born(
    name: string,
    imageName: string,
    labels: Readonly<Record<string, string>>,
    port: number,
    host = '127.0.0.1',
  ): ContainerFacts {
    made++
    const now = clock.now()
    return {
      id: hashText(`${name} ${made}`).repeat(4),
      name,
      image: imageName,
      imageDigest: image?.digest ?? null,
      labels,
      status: 'running',
      createdAtMs: now,
      startedAtMs: now,
      finishedAtMs: null,
      exitCode: null,
      oomKilled: false,
      error: null,
      networkOwner: null,
      addresses: [{ host, port }],
      advertised: { host, port },
      ports: {},
    }
  }

  function change(id: string, by: Partial<ContainerFacts>): ContainerFacts | undefined {
    const facts = containers.get(id)
    if (!facts) return undefined
    const next = { ...facts, ...by }
    put(next)
    return next
  }

  /** As the daemon does it: the name is taken immediately, and what it has begun goes on when the caller is gone. */
  async function creation(spec: EngineSpec, signal: AbortSignal): Promise<CreateResult> {
    const holder = [...containers.values()].find(({ name }) => name === spec.name)
    if (holder || reserved.has(spec.name)) {
      const foreign = holder !== undefined && holder.labels[OURS.key] !== OURS.value
      return {
        ok: false,
        failure: { kind: 'name_taken', foreign, reason: verbatim(`${spec.name} is in use`) },
      }
    }
    reserved.add(spec.name)
    try {
      await clock.sleep(fake.creationMs / 2)
      const failure = failures.shift()
      if (failure) return { ok: false, failure }
      const vpn = spec.network.kind === 'vpn' ? spec.network : null
      const facts = {
        ...born(spec.name, spec.image, spec.labels, spec.ports.http, vpn?.containerName),
        networkOwner: vpn?.containerId ?? null,
      }
      if (fake.creationMs > 0) {
        put({ ...facts, status: 'created', startedAtMs: null })
        if (signal.aborted) throw signal.reason // nobody is left to start it
        await clock.sleep(fake.creationMs / 2)
        if (!containers.has(facts.id))
          return { ok: false, failure: { kind: 'other', reason: verbatim(`no such container: ${facts.id}`) } }
      }
      const startedAtMs = clock.now()
      const ended = { status: 'exited', exitCode: 0, finishedAtMs: startedAtMs } as const
      const started = { ...facts, startedAtMs, ...(fake.stillborn ? ended : {}) }
      put(started)
      return { ok: true, facts: started, warnings: fake.warnings }
    } finally {
      reserved.delete(spec.name)
    }
  }

  const fake: FakeRuntime = {
    kind: 'docker',
    capabilities: { ports: 'per_host' },
    calls,
    containers,
    failures,
    warnings: [],
    creationMs: 0,
    stillborn: false,
    lostAnswers: 0,
    removalMs: 0,
    setReachable: (next) => {
      if (next !== reachable) sinceMs = clock.now()
      reachable = next
      hint(null)
    },
    published: undefined,
    setImage: (next) => {
      image = next
    },
    put,
    die: (id, by = {}) => change(id, { status: 'exited', exitCode: 1, finishedAtMs: clock.now(), ...by }),
    revive: (id) =>
      change(id, { status: 'running', startedAtMs: clock.now(), exitCode: null, finishedAtMs: null }),
    vanish: (id) => {
      containers.delete(id)
      hint(id)
    },
    status: () => ({
      kind: 'docker',
      reachable,
      version: reachable ? '28.0.0' : null,
      reason: reachable ? null : { code: 'runtime_not_answering' },
      sinceMs,
    }),
    list: async () => {
      need()
      return [...containers.values()]
    },
    others: [],
    underOtherLabels: async () => fake.others,
    inspect: async (id) => {
      need()
      return containers.get(id)
    },
    watch: (onHint, signal) =>
      new Promise((resolve) => {
        hints.add(onHint)
        signal.addEventListener('abort', () => {
          hints.delete(onHint)
          resolve()
        })
      }),
    create: async (spec: EngineSpec, signal): Promise<CreateResult> => {
      calls.push(`create ${spec.name}`)
      need()
      const made = creation(spec, signal)
      if (fake.lostAnswers > 0) {
        fake.lostAnswers--
        made.catch(() => {})
        await clock.sleep(fake.creationMs / 4, signal)
        throw new DomainError('runtime_unavailable', 'the runtime did not answer in time')
      }
      const result = await orAbort(made, signal)
      need()
      return result
    },
    createGeneric: async (spec) => {
      calls.push(`create ${spec.name}`)
      need()
      const failure = failures.shift()
      if (failure) return { ok: false, failure }
      const facts = born(spec.name, spec.image, spec.labels, Object.values(spec.ports)[0] ?? 0)
      put(facts)
      return { ok: true, facts }
    },
    restart: async (id) => {
      calls.push(`restart ${containers.get(id)?.name}`)
      need()
      const facts = change(id, {
        status: 'running',
        startedAtMs: clock.now(),
        exitCode: null,
        finishedAtMs: null,
      })
      if (!facts) return { ok: false, failure: { kind: 'other', reason: verbatim('no such container') } }
      return { ok: true, facts }
    },
    remove: async (id, _, signal) => {
      calls.push(`remove ${containers.get(id)?.name}`)
      need()
      if (fake.removalMs > 0) await clock.sleep(fake.removalMs, signal)
      containers.delete(id)
      hint(id)
    },
    image: async () => {
      need()
      return image
    },
    pull: async (reference) => {
      calls.push(`pull ${reference}`)
      if (!fake.published) throw new Error('pull access denied')
      image = fake.published
    },
    compareWithRegistry: async () => ({
      state: (fake.published ?? image)?.digest === image?.digest ? 'current' : 'newer',
    }),
    logs: async function* () {
      yield { atMs: clock.now(), stream: 'stdout', text: 'ready' }
    },
  }
  return fake
}
