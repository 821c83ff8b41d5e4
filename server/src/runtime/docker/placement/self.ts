import { existsSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** What the process can tell of its own container without asking Docker. */
export interface OwnContainer {
  readonly contained: boolean
  /** Ids or id prefixes it may have, the surest first. */
  readonly ids: readonly string[]
}

type ReadText = (path: string) => string | undefined

/** Files that Docker and Podman put into every container. */
const MARKERS = ['/.dockerenv', '/run/.containerenv']

export function detectOwnContainer(
  read: ReadText = readText,
  exists = existsSync,
  name = hostname(),
): OwnContainer {
  const marked = MARKERS.some((marker) => exists(marker))
  const ids = [
    ...mountedIds(read('/proc/self/mountinfo') ?? ''),
    ...cgroupIds(read('/proc/self/cgroup') ?? ''),
  ]
  if (marked && /^[0-9a-f]{12}$/.test(name)) ids.push(name)
  return { contained: marked || ids.length > 0, ids: [...new Set(ids)] }
}

/**
 * The engine mounts three files over the container's, out of a directory named by its id. Only those mount points
 * count: the machine itself sees the mounts of all its containers.
 */
function mountedIds(mountinfo: string): string[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [, , , root = '', target = ''] = line.split(' ')
    const id = /\/([0-9a-f]{64})\//.exec(root)?.[1]
    return id && /^\/etc\/(hostname|hosts|resolv\.conf)$/.test(target) ? [id] : []
  })
}

function cgroupIds(cgroup: string): string[] {
  return [...cgroup.matchAll(/(?:docker|libpod)[-/]([0-9a-f]{64})/g)].map((match) => match[1] ?? '')
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // not Linux, or hidden from us
  }
}
