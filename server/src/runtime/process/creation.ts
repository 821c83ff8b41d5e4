import { randomBytes } from 'node:crypto'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { RuntimeCall } from '@acestream-orchestrator/contract/reasons/runtime'
import type { Clock } from '../../lib/clock.ts'
import { reasonOf } from '../../lib/errors.ts'
import type { CreateFailure, CreateResult, EngineSpec } from '../../provisioning/ports.ts'
import { fillCommand } from './command.ts'
import { type EngineRecord, factsOf } from './record.ts'
import type { RecordStore } from './record-store.ts'
import { type Supervisor, stateDirectory } from './supervisor.ts'
import { findTakenPort } from './system/port-check.ts'

export interface CreationParts {
  readonly store: RecordStore
  readonly supervisor: Supervisor
  readonly command: readonly string[]
  readonly advertisedHost: string
  readonly clock: Clock
}

export interface Creation {
  /** A failed creation leaves nothing behind. Ports and name are classified as Docker's errors would be. */
  create(spec: EngineSpec): Promise<CreateResult>
  /** Starts the process of a record that has none running. */
  begin(record: EngineRecord, call: 'create_process' | 'restart_process'): Promise<CreateResult>
}

export function createCreation(parts: CreationParts): Creation {
  const { store, supervisor, advertisedHost } = parts

  async function begin(record: EngineRecord, call: RuntimeCall): Promise<CreateResult> {
    try {
      return { ok: true, facts: factsOf(await supervisor.start(record), false, advertisedHost) }
    } catch (error) {
      const failed = callFailed(call, record.name, reasonOf(error))
      const reason: Reason = { code: 'with_cure', reason: failed, cure: { code: 'check_engine_command' } }
      return { ok: false, failure: { kind: 'other', reason } }
    }
  }

  /** Written before the start: whatever happens in between, the next run finds the process by its marker. */
  async function writeAndBegin(record: EngineRecord): Promise<CreateResult> {
    try {
      await store.put(record)
    } catch (error) {
      const reason = callFailed('write_record', record.name, reasonOf(error))
      return { ok: false, failure: { kind: 'other', reason } }
    }
    return begin(record, 'create_process')
  }

  return {
    begin,
    create: async (spec) => {
      const failure = portTaken(spec.name, await findTakenPort(spec.ports)) ?? conflict(spec, store.all())
      if (failure) return { ok: false, failure }
      const record = recordFor(spec, parts)
      const result = await writeAndBegin(record)
      if (!result.ok) await store.drop(record.id).catch(() => {})
      return result
    },
  }
}

function recordFor(spec: EngineSpec, { store, command, clock }: CreationParts): EngineRecord {
  const { name, image, labels, args, env, ports, network } = spec
  const id = randomBytes(32).toString('hex')
  const filled = fillCommand(command, ports, stateDirectory(store.directoryOf(id)))
  return {
    id,
    name,
    image,
    labels,
    command: [...filled, ...args],
    directory: process.cwd(),
    env,
    ports,
    networkOwner: network.kind === 'vpn' ? network.containerId : null,
    createdAtMs: clock.now(),
    run: null,
    end: null,
  }
}

/** What of ours stands in the way. Not asynchronous, so that of two creations at once the second sees the first. */
export function conflict(
  { name, ports }: Pick<EngineSpec, 'name' | 'ports'>,
  records: readonly EngineRecord[],
): CreateFailure | undefined {
  if (records.some((record) => record.name === name))
    return {
      kind: 'name_taken',
      foreign: false,
      reason: callFailed('create_process', name, { code: 'name_in_use', name }),
    }
  const running = records.filter(({ end }) => end === null)
  const held = new Set(running.flatMap((record) => Object.values(record.ports)))
  return portTaken(
    name,
    Object.values(ports).find((port) => held.has(port)),
  )
}

function portTaken(name: string, port: number | undefined): CreateFailure | undefined {
  if (port === undefined) return undefined
  return {
    kind: 'port_taken',
    port,
    reason: callFailed('create_process', name, { code: 'port_in_use', port }),
  }
}

function callFailed(call: RuntimeCall, subject: string, reason: Reason): Reason {
  return { code: 'runtime_call_failed', call, subject, reason }
}
