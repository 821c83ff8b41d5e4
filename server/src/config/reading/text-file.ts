import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

const LIMIT_BYTES = 1024 * 1024

/** A file of settings. Throws for anything but a regular file: a pipe would be waited for, a device has no end. */
export function readTextFile(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const found = fstatSync(descriptor)
    if (!found.isFile()) throw new Error('must be a regular file')
    if (found.size > LIMIT_BYTES) throw new Error('must not be larger than 1 MiB')
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}
