import { DomainError } from '../../../../lib/errors.ts'
import type { DockerClient } from '../../connection/client.ts'
import { isRefusal } from '../../connection/refusal.ts'
import type { ContainerBody, ContainerRow } from '../../wire.ts'
import {
  carriesLabel,
  inspectContainer,
  listContainers,
  type ManagementLabel,
  READ_TIMEOUT_MS,
} from './calls.ts'
import type { Inspections } from './inspections.ts'
import { bodyOfRow } from './row-body.ts'

export interface BodiesOptions {
  readonly client: DockerClient
  readonly label: ManagementLabel
  readonly inspections: Inspections
}

/** Inspections of containers of ours; what does not carry our label is answered as if it did not exist. */
export interface Bodies {
  read(id: string, signal: AbortSignal, timeoutMs?: number): Promise<ContainerBody | undefined>
  /** The same, with what was known last in place of what Docker would not show. */
  readOrRecall(id: string, signal: AbortSignal): Promise<ContainerBody | undefined>
  /** Of one that was just listed: inspected only if its row shows that something may have happened. */
  ofRow(row: ContainerRow, signal: AbortSignal): Promise<ContainerBody | undefined>
}

/** A stuck container may never be inspected. The others don't wait long for one that is known already. */
const KNOWN_READ_TIMEOUT_MS = 3_000

export function createBodies({ client, label, inspections }: BodiesOptions): Bodies {
  async function read(id: string, signal: AbortSignal, timeoutMs?: number) {
    const body = await inspectContainer(client, id, signal, timeoutMs)
    return carriesLabel(label, body?.Config?.Labels) ? body : undefined
  }

  /** Undefined: it is gone, or not ours. */
  async function rowOf(id: string, signal: AbortSignal): Promise<ContainerRow | undefined> {
    const rows = await listContainers(client, { id: [id] }, signal)
    return rows.find(({ Id, Labels }) => Id === id && carriesLabel(label, Labels))
  }

  /**
   * One container that can't be read must not hide the others: its row tells the state, the rest is as it was. Without an
   * answer to the inspection its row is asked for again: that fails if Docker is away.
   */
  async function asLastKnown(id: string, error: unknown, signal: AbortSignal, listed?: ContainerRow) {
    signal.throwIfAborted()
    if (!(error instanceof DomainError)) throw error
    const row = isRefusal(error) && listed ? listed : await rowOf(id, signal)
    if (!row) return undefined
    const body = bodyOfRow(row, inspections.lastKnown(id), error.reason)
    inspections.rememberUnread(row, body)
    return body
  }

  return {
    read,
    readOrRecall: async (id, signal) => {
      try {
        return await read(id, signal)
      } catch (error) {
        return asLastKnown(id, error, signal)
      }
    },
    ofRow: async (row, signal) => {
      const recalled = inspections.recall(row)
      if (recalled) return recalled
      try {
        const isKnown = inspections.lastKnown(row.Id) !== undefined
        const body = await read(row.Id, signal, isKnown ? KNOWN_READ_TIMEOUT_MS : READ_TIMEOUT_MS)
        if (body) inspections.remember(row, body)
        return body
      } catch (error) {
        return asLastKnown(row.Id, error, signal, row)
      }
    },
  }
}
