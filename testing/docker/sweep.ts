import { existsSync, globSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { isLocked } from '../../scripts/testing/namespaces.ts'

/** Directories of sandboxes begin with this, and so do their cgroups; nothing else on the machine does. */
export const DIRECTORY_PREFIX = 'acetest-docker-'

/** In the directory: shows whether a sandbox is in use, and by no process id, as each has ids of its own. */
export const LOCK = 'lock'

const GONE_WITHIN_MS = 10_000

/** Removes what a sandbox leaves outside of its namespaces: its cgroups and files. Its processes have been killed. */
export function sweep(directory: string): void {
  const until = Date.now() + GONE_WITHIN_MS
  while (existsSync(directory) && isLocked(join(directory, LOCK)) && Date.now() < until) wait(20)
  rmSync(join(directory, LOCK), { force: true }) // so that a run beside this one does not take it for abandoned
  for (const cgroup of globSync(`/sys/fs/cgroup/{,*/}${basename(directory)}`)) removeCgroup(cgroup)
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

/** Sweeps what was left by test runs that were killed. */
export function sweepAbandoned(): void {
  for (const directory of abandonedSandboxes()) sweep(directory)
}

/** Directories of sandboxes that no process uses any more. */
export function abandonedSandboxes(): string[] {
  const cgroups = globSync(`/sys/fs/cgroup/{,*/}${DIRECTORY_PREFIX}*`)
  const names = [...readdirSync(tmpdir()), ...cgroups.map((path) => basename(path))]
  return [...new Set(names.filter((each) => each.startsWith(DIRECTORY_PREFIX)))]
    .map((name) => join(tmpdir(), name))
    .filter((directory) => {
      if (!existsSync(directory)) return true // its cgroups are left
      const lock = join(directory, LOCK)
      return existsSync(lock) && !isLocked(lock) // without a lock it is just being made or swept
    })
}

/** The innermost first; one that has just lost its last process is busy for a moment more. */
export function removeCgroup(cgroup: string, untilMs = Date.now() + GONE_WITHIN_MS): void {
  for (const inner of globSync(`${cgroup}/*/`)) removeCgroup(inner, untilMs)
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
