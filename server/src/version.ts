import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Of the repository, and of the image: from the sources and from the bundle. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  return version
}
