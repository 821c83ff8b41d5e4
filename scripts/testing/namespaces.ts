import { spawnSync } from 'node:child_process'

export interface Namespaces {
  /** A network of its own too: only a loopback, no rule of a firewall, every port free. */
  readonly network: boolean
  /** A file that is locked (flock) as long as any of its processes lives, whoever ends or is killed first. */
  readonly lock?: string
}

/**
 * What to run so that `command` runs in mount and process namespaces of its own, with an empty /run: it sees neither
 * the machine's Docker nor its locks. All of its processes and mounts end with it, and it ends with whoever started it.
 * Needs root.
 */
export function inNamespaces(command: readonly string[], { network, lock }: Namespaces): string[] {
  return [
    ...(lock === undefined ? [] : ['flock', '--no-fork', lock]),
    ...['setpriv', '--pdeathsig', 'KILL'],
    ...['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
    ...(network ? ['--net'] : []),
    ...['sh', '-c', network ? `ip link set lo up && ${HIDE_AND_RUN}` : HIDE_AND_RUN, 'sh'],
    ...command,
  ]
}

/** The shell stays, as the first process of a process namespace has to take in those whose parents ended. */
const HIDE_AND_RUN = 'mount -t tmpfs tmpfs /run && "$@"; exit $?'

/** The same for a program of the tests where we may make namespaces; elsewhere it runs as it is. */
export function enclosed(command: readonly string[]): string[] {
  return canMakeNamespaces() ? inNamespaces(command, { network: false }) : [...command]
}

function canMakeNamespaces(): boolean {
  if (process.getuid?.() !== 0) return false
  return spawnSync('unshare', ['--mount', '--pid', '--fork', '--mount-proc', 'true']).status === 0
}

/** Whether any process still runs in the namespaces that were started with this lock. */
export function isLocked(lock: string): boolean {
  return spawnSync('flock', ['--nonblock', lock, 'true']).status !== 0
}
