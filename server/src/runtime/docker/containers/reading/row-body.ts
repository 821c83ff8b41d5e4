import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { ContainerBody, ContainerRow } from '../../wire.ts'

/**
 * An inspection made up for a container that Docker lists but does not show (500 for a damaged one, 403 from a
 * proxy, no answer at all): state and addresses as the list has them, the rest as last known.
 */
export function bodyOfRow(
  row: ContainerRow,
  known: ContainerBody | undefined,
  unread: Reason,
): ContainerBody {
  const name = row.Names?.[0]
  const exitCode = /^Exited \((-?\d+)\)/.exec(row.Status ?? '')?.[1]
  return {
    Config: { Image: row.Image ?? '', Labels: row.Labels ?? {} },
    ...(row.HostConfig ? { HostConfig: row.HostConfig } : {}),
    ...(row.NetworkSettings ? { NetworkSettings: row.NetworkSettings } : {}),
    ...(row.ImageID === undefined ? {} : { Image: row.ImageID }),
    ...createdAt(row),
    ...known,
    Id: row.Id,
    ...(name === undefined ? {} : { Name: name }),
    State: {
      ...known?.State,
      Status: row.State ?? 'exited',
      Running: row.State === 'running',
      ...(exitCode === undefined ? {} : { ExitCode: Number(exitCode) }),
    },
    unread,
  }
}

function createdAt({ Created }: ContainerRow): Pick<ContainerBody, 'Created'> {
  const at = new Date((Created ?? 0) * 1000)
  return Number.isNaN(at.getTime()) ? {} : { Created: at.toISOString() }
}
