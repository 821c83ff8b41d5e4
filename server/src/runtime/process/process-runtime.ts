import { join } from 'node:path'
import type { ContainerReader } from '../../engines/ports.ts'
import type { ResourceReader } from '../../health/ports.ts'
import type { Clock } from '../../lib/clock.ts'
import { DomainError, isAbort } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import type { CreateFailure, EngineRuntime, GenericSpec } from '../../provisioning/ports.ts'
import { createCreation } from './creation.ts'
import { LOG_FILE, readLog } from './log-file.ts'
import { type EngineRecord, factsOf } from './record.ts'
import { createRecordStore, type RecordStore } from './record-store.ts'
import { createRestarts } from './restarts.ts'
import { createSupervisor } from './supervisor.ts'
import { createResourceReader } from './system/resources.ts'
import { createUpkeep } from './upkeep.ts'

export interface ProcessRuntimeOptions {
  /** Absolute; engines live in `<dataDir>/engines/<id>/`. */
  readonly dataDir: string
  /** ENGINE_COMMAND in words, placeholders still in it. */
  readonly command: readonly string[]
  /** CONTAINER_LABEL: records without it are not ours to tell of. */
  readonly label: { readonly key: string; readonly value: string }
  /** ENGINE_HOST: what clients are told. */
  readonly advertisedHost: string
  readonly clock: Clock
  readonly log: Logger
}

/**
 * Engines as processes of this machine, for machines without Docker and for the demo. They are recorded on disk,
 * live on when we end, and are adopted by the next run like containers. Linux only: it reads /proc.
 */
export function createProcessRuntime(
  options: ProcessRuntimeOptions,
): EngineRuntime & ContainerReader & ResourceReader {
  const { dataDir, label, advertisedHost, clock, log } = options
  const store = createRecordStore(join(dataDir, 'engines'), log)
  const supervisor = createSupervisor(store, clock, log)
  const creation = createCreation({ ...options, store, supervisor })
  const restarts = createRestarts(store, supervisor, creation)
  const { status, ready, poll } = createUpkeep({ dataDir, store, supervisor, clock, log })

  const facts = (record: EngineRecord) => factsOf(record, restarts.isUnderWay(record.id), advertisedHost)
  const isOurs = ({ labels }: EngineRecord) => labels[label.key] === label.value

  async function find(id: string, signal: AbortSignal): Promise<EngineRecord | undefined> {
    await ready(signal)
    const record = store.get(id)
    return record && isOurs(record) ? record : undefined
  }

  return {
    kind: 'process',
    capabilities: { ports: 'per_host' },
    status,
    list: async (signal) => {
      await ready(signal)
      return store.all().filter(isOurs).map(facts)
    },
    inspect: async (id, signal) => {
      const record = await find(id, signal)
      return record && facts(record)
    },
    watch: async (onHint, signal) => {
      const leave = supervisor.changes.on(onHint)
      await poll(signal).catch(throwUnlessAborted(signal)).finally(leave)
    },
    create: async (spec, signal) => {
      await ready(signal)
      return creation.create(spec)
    },
    restart: async (id, graceMs, signal) => {
      const record = await find(id, signal)
      if (record) return restarts.restart(record, graceMs, signal)
      return { ok: false, failure: { kind: 'other', reason: { code: 'no_such_container' } } }
    },
    remove: async (id, graceMs, signal) => {
      const record = await find(id, signal)
      if (!record) return
      await supervisor.stop(record, graceMs, signal)
      await store.drop(id)
      supervisor.changes.emit(id)
    },
    ...ONLY_ENGINES,
    ...logReader(store, find, clock),
    ...createResourceReader(clock, async (id, signal) => {
      const record = await find(id, signal)
      return record && { process: record.run?.process, httpPort: record.ports.http }
    }),
  }
}

type Find = (id: string, signal: AbortSignal) => Promise<EngineRecord | undefined>

function logReader(store: RecordStore, find: Find, clock: Clock): ContainerReader {
  return {
    logs: async function* (id, options, signal) {
      const record = await find(id, signal)
      if (!record) throw new DomainError('not_found', { code: 'no_such_container' })
      const isRunning = () => store.get(id)?.end === null
      yield* readLog(join(store.directoryOf(id), LOG_FILE), options, isRunning, clock, signal)
    },
  }
}

/** What needs containers or images: there are none, and the list of processes lies in our own DATA_DIR. */
const ONLY_ENGINES: Pick<
  EngineRuntime,
  'underOtherLabels' | 'createGeneric' | 'image' | 'pull' | 'compareWithRegistry'
> = {
  underOtherLabels: async () => [],
  createGeneric: async (spec) => ({ ok: false, failure: onlyRunsEngines(spec) }),
  image: async () => ({ digest: null, createdAtMs: null, hasEntrypoint: true }),
  pull: async () => {
    throw new DomainError('image_missing', { code: 'has_no_images' })
  },
  compareWithRegistry: async () => ({ state: 'unknown', reason: { code: 'has_no_images' } }),
}

function onlyRunsEngines({ name }: GenericSpec): CreateFailure {
  const failed = { code: 'runtime_call_failed', call: 'create_container', subject: name } as const
  return { kind: 'unsupported', reason: { ...failed, reason: { code: 'only_runs_engines' } } }
}

function throwUnlessAborted(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!isAbort(error, signal)) throw error
  }
}
