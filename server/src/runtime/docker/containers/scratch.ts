/**
 * Where engines keep state and cache: memory, so that no disk fills (docs/reference/acestream-engine.md 8.2). Which of
 * them an image uses depends on its user; a mount over a place it does not use costs nothing.
 */
const STATE_DIRECTORIES = ['/root/.ACEStream', '/home/appuser/.ACEStream', '/srv/ace/.ACEStream']

const MIB = 1024 * 1024
/** Room for the engine's own files and, on demand, a gigabyte of cache; only what is written is taken. */
const LARGEST_BYTES = 1280 * MIB
const SMALLEST_BYTES = 64 * MIB

/** Files in memory count towards a container's limit: they may take half of it before the engine is in danger. */
export function scratchBytes(memoryLimitBytes: number | null): number {
  if (memoryLimitBytes === null) return LARGEST_BYTES
  return Math.min(LARGEST_BYTES, Math.max(SMALLEST_BYTES, Math.floor(memoryLimitBytes / 2)))
}

/** Docker's `Tmpfs`: writable for whatever user the image runs as. */
export function scratchMounts(bytes: number): Record<string, string> {
  return Object.fromEntries(STATE_DIRECTORIES.map((path) => [path, `rw,mode=1777,size=${bytes}`]))
}
