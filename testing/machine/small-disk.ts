import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { atEnd, type Cleanup } from './temporary.ts'

/** A disk of that size (`2m`) at an empty folder until the test ends. Needs root. */
export function mountSmallDisk(t: Cleanup, at: string, size: string): void {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', at])
  assert.equal(mounted.status, 0, String(mounted.stderr))
  atEnd(t, () => spawnSync('umount', ['-l', at]))
}
