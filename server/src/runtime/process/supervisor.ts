import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { neverAborts } from '../../lib/abort.ts'
import type { Clock } from '../../lib/clock.ts'
import { createEmitter, type Emitter } from '../../lib/emitter.ts'
import { messageOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import { engineEnvironment } from './command.ts'
import { LOG_FILE } from './log-file.ts'
import type { EngineRecord } from './record.ts'
import type { RecordStore } from './record-store.ts'
import { type Exit, endProcess, type Launched, launch } from './system/engine-process.ts'
import { findLeader, isAlive } from './system/proc.ts'

/** Names the engine in its environment, so that its processes are found by it whatever their pids. */
const MARKER = 'ACESTREAM_ORCHESTRATOR_ENGINE'

/** Starts and ends the processes behind the records, and learns when one ended by itself. */
export interface Supervisor {
  /** Tells the id of every engine whose process began or ended. */
  readonly changes: Emitter<string>
  /** Starts the record's command and writes the run down. Rejects with the system's words. */
  start(record: EngineRecord): Promise<EngineRecord>
  /** Ends its process, if one runs. */
  stop(record: EngineRecord, graceMs: number, signal: AbortSignal): Promise<void>
  /** Takes over what an earlier run of ours started. */
  adopt(): Promise<void>
  /** Looks after processes that are not our children: nobody tells us when they end. */
  noticeEnds(): void
}

const ADOPTED_END: Exit = {
  exitCode: null,
  error: 'exit code unknown: it was started by an earlier run of the orchestrator',
}

export function createSupervisor(store: RecordStore, clock: Clock, log: Logger): Supervisor {
  const changes = createEmitter<string>()
  /** Engines whose end the system will tell us. */
  const children = new Map<string, Promise<void>>()

  function save(record: EngineRecord): void {
    store.put(record).catch((error: unknown) => {
      log.warn({ engineId: record.id, reason: messageOf(error) }, 'an engine record cannot be written')
    })
  }

  function noteEnd(id: string, exit: Exit): void {
    const record = store.get(id)
    if (record) save({ ...record, end: { ...exit, atMs: clock.now() } })
    changes.emit(id)
  }

  async function start(record: EngineRecord): Promise<EngineRecord> {
    const { identity, exited } = await launchEngine(record, store.directoryOf(record.id))
    const running = { ...record, run: { process: identity, startedAtMs: clock.now() }, end: null }
    const written = store.put(running)
    const ended = exited.then(async (exit) => {
      await written.catch(() => {})
      children.delete(record.id)
      noteEnd(record.id, exit)
    })
    children.set(record.id, ended)
    await written.catch(async (error: unknown) => {
      // Without its record nobody would ever find it again.
      await endProcess(identity, markerOf(record.id), 0, clock, neverAborts())
      throw error
    })
    changes.emit(record.id)
    return running
  }

  return {
    changes,
    start,
    stop: async ({ id, run }, graceMs, signal) => {
      if (run) await endProcess(run.process, markerOf(id), graceMs, clock, signal)
      await children.get(id)
    },
    adopt: async () => {
      for (const record of store.all()) {
        const identity = record.run === null ? findLeader(markerOf(record.id)) : undefined
        if (identity) await store.put({ ...record, run: { process: identity, startedAtMs: clock.now() } })
      }
    },
    noticeEnds: () => {
      for (const { id, run, end } of store.all())
        if (run && !end && !children.has(id) && !isAlive(run.process)) noteEnd(id, ADOPTED_END)
    },
  }
}

async function launchEngine(record: EngineRecord, directory: string): Promise<Launched> {
  await mkdir(stateDirectory(directory), { recursive: true, mode: 0o700 })
  return launch({
    command: record.command,
    directory: record.directory,
    env: engineEnvironment(process.env, { ...record.env, [MARKER]: record.id }),
    logFile: join(directory, LOG_FILE),
  })
}

function markerOf(id: string): string {
  return `${MARKER}=${id}`
}

/** `{state_dir}`: where an engine keeps its files. */
export function stateDirectory(engineDirectory: string): string {
  return join(engineDirectory, 'state')
}
