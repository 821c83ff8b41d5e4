import { existsSync, globSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { isLocked } from '../../scripts/testing/namespaces.ts'

/** Directories of sandboxes begin with this, and so do their cgroups; nothing else on the machine does. */
export const DIRECTORY_PREFIX = 'acetest-docker-'

/** In the directory: tells whether a sandbox is in use, and by no process id, as each has ids of its own. */
export const LOCK = 'lock'

const GONE_WITHIN_MS = 10_000

/** Removes what a sandbox leaves outside of its namespaces: its cgroups and files. Its processes have been killed. */
export function sweep(directory: string): void {
  const until = Date.now() + GONE_WITHIN_MS
  while (isLocked(join(directory, LOCK)) && Date.now() < until) wait(20)
  for (const cgroup of globSync(`/sys/fs/cgroup/{,*/}${basename(directory)}`)) removeCgroup(cgroup, until)
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

/** Sweeps what was left by test runs that were killed. */
export function sweepAbandoned(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(DIRECTORY_PREFIX))) {
    const directory = join(tmpdir(), name)
    const lock = join(directory, LOCK)
    if (existsSync(lock) && !isLocked(lock)) sweep(directory) // without a lock it is just being made
  }
}

/** The innermost first; one that has just lost its last process is busy for a moment more. */
function removeCgroup(cgroup: string, untilMs: number): void {
  for (const { name } of readdirSync(cgroup, { withFileTypes: true }).filter((each) => each.isDirectory()))
    removeCgroup(join(cgroup, name), untilMs)
  for (;;) {
    try {
      rmdirSync(cgroup)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
      if (Date.now() > untilMs) throw error
      wait(20)
    }
  }
}

function wait(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
