import { release } from 'node:os'
import { join } from 'node:path'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { ContainerFacts, ContainerReader } from '../../engines/ports.ts'
import type { ResourceReader } from '../../health/ports.ts'
import type { Clock } from '../../lib/clock.ts'
import { DomainError, isAbort, messageOf, reasonOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import { same } from '../../lib/same.ts'
import type { CreateResult, EngineRuntime } from '../../provisioning/ports.ts'
import { createEngineMaker } from './engine-maker.ts'
import { LOG_FILE, readLog, rotateLog } from './log-file.ts'
import { type EngineRecord, factsOf } from './record.ts'
import { createRecordStore } from './record-store.ts'
import { createResourceReader } from './resources.ts'
import { createSupervisor } from './supervisor.ts'

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

/** How often processes that are not our children are looked at. */
const POLL_MS = 250

/** Polls between two looks at the size of the output files. */
const POLLS_PER_ROTATION = 20

/**
 * Engines as processes of this machine, for machines without Docker and for the demo. They are recorded on disk,
 * live on when we end, and are adopted by the next run like containers. Linux only: it reads /proc.
 */
export function createProcessRuntime(
  options: ProcessRuntimeOptions,
): EngineRuntime & ContainerReader & ResourceReader {
  const { dataDir, command, label, advertisedHost, clock, log } = options
  const store = createRecordStore(join(dataDir, 'engines'), log)
  const supervisor = createSupervisor(store, clock, log)
  const restarting = new Set<string>()
  const status = { reachable: true, reason: null as Reason | null, sinceMs: clock.now() }
  let loading: Promise<void> | undefined

  const maker = createEngineMaker({ store, supervisor, command, advertisedHost, clock })
  const facts = (record: EngineRecord) => factsOf(record, restarting.has(record.id), advertisedHost)
  const isOurs = ({ labels }: EngineRecord) => labels[label.key] === label.value
  const logPath = (id: string) => join(store.directoryOf(id), LOG_FILE)

  async function load(): Promise<void> {
    try {
      await store.load()
      await supervisor.adopt()
      setStatus(null)
    } catch (error) {
      loading = undefined // the next call tries again
      const reason: Reason = {
        code: 'runtime_call_failed',
        call: 'read_records',
        subject: dataDir,
        reason: reasonOf(error),
      }
      setStatus(reason)
      throw new DomainError('runtime_unavailable', reason, { cause: error })
    }
  }

  function setStatus(reason: Reason | null): void {
    if (!same(reason, status.reason)) status.sinceMs = clock.now()
    status.reachable = reason === null
    status.reason = reason
  }

  /** Every call begins here: records are read, and ends that nobody told us of are noticed. */
  async function ready(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    loading ??= load()
    await loading
    supervisor.noticeEnds()
  }

  async function find(id: string, signal: AbortSignal): Promise<EngineRecord | undefined> {
    await ready(signal)
    const record = store.get(id)
    return record && isOurs(record) ? record : undefined
  }

  async function restart(id: string, graceMs: number, signal: AbortSignal): Promise<CreateResult> {
    const record = await find(id, signal)
    if (!record) return { ok: false, failure: { kind: 'other', reason: { code: 'no_such_container' } } }
    restarting.add(id)
    try {
      await supervisor.stop(record, graceMs, signal)
      return await maker.begin(store.get(id) ?? record, 'restart_process')
    } finally {
      restarting.delete(id)
      supervisor.changes.emit(id)
    }
  }

  async function remove(id: string, graceMs: number, signal: AbortSignal): Promise<void> {
    const record = await find(id, signal)
    if (!record) return
    await supervisor.stop(record, graceMs, signal)
    await store.drop(id)
    supervisor.changes.emit(id)
  }

  async function poll(signal: AbortSignal): Promise<void> {
    for (let polls = 1; ; polls++) {
      await clock.sleep(POLL_MS, signal)
      await ready(signal).catch(() => {}) // the status tells, and the next poll tries again
      if (polls % POLLS_PER_ROTATION === 0) await rotateAll()
    }
  }

  async function rotateAll(): Promise<void> {
    for (const { id, name } of store.all())
      await rotateLog(logPath(id)).catch((error: unknown) => {
        log.warn({ engine: name, reason: messageOf(error) }, 'the output of an engine cannot be rotated')
      })
  }

  return {
    kind: 'process',
    capabilities: { ports: 'per_host' },
    status: () => ({ kind: 'process', version: `Linux ${release()}`, ...status }),
    list: async (signal) => {
      await ready(signal)
      return store.all().filter(isOurs).map(facts)
    },
    underOtherLabels: async () => [], // the list of processes lies in our own DATA_DIR
    inspect: async (id, signal): Promise<ContainerFacts | undefined> => {
      const record = await find(id, signal)
      return record && facts(record)
    },
    watch: async (onHint, signal) => {
      const leave = supervisor.changes.on(onHint)
      await poll(signal)
        .catch((error: unknown) => {
          if (!isAbort(error, signal)) throw error
        })
        .finally(leave)
    },
    create: async (spec, signal) => {
      await ready(signal)
      return maker.create(spec)
    },
    createGeneric: async (spec) => ({
      ok: false,
      failure: {
        kind: 'unsupported',
        reason: {
          code: 'runtime_call_failed',
          call: 'create_container',
          subject: spec.name,
          reason: { code: 'only_runs_engines' },
        },
      },
    }),
    restart,
    remove,
    image: async () => ({ digest: null, createdAtMs: null, hasEntrypoint: true }),
    pull: async () => {
      throw new DomainError('image_missing', { code: 'has_no_images' })
    },
    logs: async function* (id, logOptions, signal) {
      const record = await find(id, signal)
      if (!record) throw new DomainError('not_found', { code: 'no_such_container' })
      const isRunning = () => store.get(id)?.end === null
      yield* readLog(logPath(id), logOptions, isRunning, clock, signal)
    },
    ...createResourceReader(clock, async (id, signal) => {
      const record = await find(id, signal)
      return record && { process: record.run?.process, httpPort: record.ports.http }
    }),
  }
}
