import type { DockerClient } from '../../connection/client.ts'
import { isGone } from '../../connection/refusal.ts'
import { type ContainerBody, type ContainerRow, containerBody, containerRows } from '../../wire.ts'

export interface ManagementLabel {
  readonly key: string
  readonly value: string
}

export function carriesLabel(
  { key, value }: ManagementLabel,
  labels: Readonly<Record<string, string>> | null | undefined,
): boolean {
  return labels?.[key] === value
}

/** Docker's ids and names; anything else would reach other routes of its API. */
const REFERENCE = /^[a-zA-Z0-9][\w.-]*$/
export const READ_TIMEOUT_MS = 15_000

/** Docker's inspection of any container; undefined: no such container. */
export async function inspectContainer(
  client: DockerClient,
  reference: string,
  signal: AbortSignal,
  timeoutMs = READ_TIMEOUT_MS,
): Promise<ContainerBody | undefined> {
  if (!REFERENCE.test(reference)) return undefined
  try {
    return await client.call(
      {
        call: 'inspect_container',
        subject: reference,
        method: 'GET',
        path: `/containers/${reference}/json`,
        timeoutMs,
        read: containerBody,
      },
      signal,
    )
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

type Filters = Readonly<Partial<Record<'label' | 'name' | 'id', readonly string[]>>>

/** Docker's list of containers, running or not. Without it Docker counts as unreachable. */
export async function listContainers(
  client: DockerClient,
  filters: Filters,
  signal: AbortSignal,
): Promise<readonly ContainerRow[]> {
  const rows = await client.call(
    {
      call: 'list_containers',
      method: 'GET',
      path: '/containers/json',
      query: { all: true, filters: JSON.stringify(filters) },
      timeoutMs: READ_TIMEOUT_MS,
      read: containerRows,
      vital: true,
    },
    signal,
  )
  client.reachability.found()
  return rows
}
