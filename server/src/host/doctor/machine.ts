import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'

/** Of this machine, also from inside a container; null where it does not say. */
export async function readMemory(): Promise<{
  readonly availableBytes: number
  readonly totalBytes: number
} | null> {
  const text = await readText('/proc/meminfo')
  const of = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN) * 1024
  const [availableBytes, totalBytes] = [of('MemAvailable'), of('MemTotal')]
  return Number.isNaN(availableBytes + totalBytes) ? null : { availableBytes, totalBytes }
}

export async function readPageSize(): Promise<number | null> {
  const kib = /^KernelPageSize:\s+(\d+) kB/m.exec(await readText('/proc/self/smaps'))?.[1]
  return kib === undefined ? null : Number(kib) * 1024
}

/** `0A` in the state column of /proc/net/tcp (Linux, include/net/tcp_states.h). */
const LISTEN = '0A'

/** TCP ports that something listens on in our network namespace. */
export async function readListeners(): Promise<ReadonlySet<number>> {
  const tables = await Promise.all(['/proc/self/net/tcp', '/proc/self/net/tcp6'].map(readText))
  return new Set(tables.flatMap(listenersIn))
}

/** The ports of a text as in /proc/net/tcp. */
export function listenersIn(table: string): number[] {
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === LISTEN)
    .map(([, local = '']) => Number.parseInt(local.split(':')[1] ?? '', 16))
}

const BINFMT = '/proc/sys/fs/binfmt_misc'
/** Node's and Go's word for an architecture, and the kernel's in names of emulators. */
const EMULATED: Readonly<Record<string, string>> = {
  amd64: 'x86_64',
  arm64: 'aarch64',
  '386': 'i386',
  arm: 'arm',
}

/** Whether programs of that architecture are run by an emulator here; null where it can't be seen. */
export async function hasEmulator(architecture: string): Promise<boolean | null> {
  const registered = await readdir(BINFMT).catch((): string[] => [])
  if (!registered.includes('status')) return null
  return registered.some(
    (name) => name.endsWith(EMULATED[architecture] ?? architecture) || name === 'rosetta',
  )
}

/** True where nothing can listen there because something does. */
export async function isPortTaken(host: string, port: number): Promise<boolean> {
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port, exclusive: true }, resolve)
    })
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  } finally {
    server.close()
  }
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
