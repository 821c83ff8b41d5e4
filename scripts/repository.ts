import { join } from 'node:path'

/** The repository's root, absolute. */
export const ROOT = join(import.meta.dirname, '..')

export function inRepository(...parts: readonly string[]): string {
  return join(ROOT, ...parts)
}
