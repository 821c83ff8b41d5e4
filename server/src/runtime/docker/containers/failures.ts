import { DomainError } from '../../../lib/errors.ts'
import type { CreateFailure } from '../../../provisioning/ports.ts'
import { type Attempted, callFailed } from '../../common/call-failed.ts'
import { isRefusal } from '../connection/refusal.ts'

export interface Attempt extends Attempted {
  /** The container is to join another's network namespace. */
  readonly joins: boolean
  /** The container, where it existed before: then "no such container" may mean this one. */
  readonly id: string | null
}

/**
 * Why a container could not be made or started, told from Docker's status and words. The words of all versions
 * from 20.10 to 29 are covered (docs/reference/docker.md 4, docs/reference/gluetun.md 7.2). Whatever is no refusal and no loss of
 * Docker is a bug or an abort, and is thrown on.
 */
export function createFailure(error: unknown, attempt: Attempt): CreateFailure {
  if (error instanceof DomainError && error.code === 'runtime_unavailable')
    return { kind: 'unreachable', reason: error.reason }
  if (error instanceof DomainError && !isRefusal(error)) return { kind: 'other', reason: error.reason }
  if (!isRefusal(error)) throw error
  const { joins, id } = attempt
  const { words } = error
  const reason = callFailed(attempt, error.reason)
  if (PORT_TAKEN.test(words)) return { kind: 'port_taken', port: takenPort(words), reason }
  if (NAME_TAKEN.test(words)) return { kind: 'name_taken', foreign: false, reason } // until its holder is looked up
  if (joins && isVpnGone(words, id)) return { kind: 'vpn_gone', reason }
  if (NO_INIT.test(words))
    return { kind: 'other', reason: { code: 'with_cure', reason, cure: { code: 'install_catatonit' } } }
  if (error.status === 404 && IMAGE_MISSING.test(words)) return { kind: 'image_missing', reason }
  return { kind: 'other', reason }
}

const PORT_TAKEN = /port is already allocated|address already in use|ports are not available/i
const NAME_TAKEN = /name "?\/?[\w.-]+"? is already in use/i
const NO_INIT = /container-init binary not found/i
const IMAGE_MISSING = /no such image/i
/**
 * The namespace's owner is down: `cannot join network of a non running container` (to 27), `cannot join network
 * namespace of a non running container` (from 28). It is gone: `No such container: <owner>` (to 27),
 * `joining network namespace of container: No such container` (from 28), `looking up container to share net namespace
 * with: no container with name or ID "<owner>" found` (Podman).
 */
const OWNER_DOWN = /cannot join network( namespace)? of a non running container/i
const MISSING = /no such container: (\S+)|share net namespace with: no container with name or ID "([^"]+)"/i

/** A restart names the container itself in front, so only who is said to be missing counts. */
function isVpnGone(words: string, id: string | null): boolean {
  if (OWNER_DOWN.test(words)) return true
  const [, byDocker, byPodman] = MISSING.exec(words) ?? []
  const missing = byDocker ?? byPodman
  return missing !== undefined && missing !== id
}

/**
 * `Bind for 0.0.0.0:6878 failed`, `listen tcp4 127.0.0.1:6878: bind: …`, `failed to bind host port for
 * 0.0.0.0:6878:172.17.0.2:6878/tcp`, `failed to bind host port 0.0.0.0:6878/tcp`, `exposing port TCP 0.0.0.0:6878 ->`.
 */
const TAKEN_PORT =
  /(?:Bind for|listen (?:tcp|udp)[46]?|bind host port(?: for)?|exposing port \w+)\s+(?:\[[^\]]*\]|\d+(?:\.\d+){3}|::):(\d+)/i

function takenPort(words: string): number | null {
  const port = TAKEN_PORT.exec(words)?.[1]
  return port === undefined ? null : Number(port)
}
