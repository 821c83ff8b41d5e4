import { readFileSync } from 'node:fs'

/** `01` in the state column of /proc/net/tcp (Linux, include/net/tcp_states.h). */
const ESTABLISHED = '01'

/**
 * Remote ends of the established connections to a port, in the network namespace of this process. Null where they
 * can't be read: from inside a container, or for a container of another machine.
 */
export function connectionsTo(port: number, pid: number): ReadonlySet<string> | null {
  const tables = [read(pid, 'net/tcp'), read(pid, 'net/tcp6')].filter((table) => table !== null)
  return tables.length === 0 ? null : new Set(tables.flatMap((table) => remoteEnds(table, port)))
}

/** Whether this pid, as this machine numbers them, is of that container: Docker names its cgroup by the whole id. */
export function isOfContainer(pid: number, containerId: string): boolean {
  return pid > 0 && (read(pid, 'cgroup')?.includes(containerId) ?? false)
}

/** Addresses stay as the kernel writes them, `0100007F:1A2B`: they are only compared. */
export function remoteEnds(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(suffix) && state === ESTABLISHED)
    .map(([, , remote = '']) => remote)
}

function read(pid: number, what: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'latin1')
  } catch {
    return null
  }
}
