import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { VersionBody } from '../wire.ts'

/**
 * The API versions we read and write. 1.41 (Docker 20.10) brought one-shot statistics; 1.51 is the last before
 * fields we fall back on disappeared; shapes up to 1.55 are understood (docs/reference/docker.md 1).
 */
const OLDEST = '1.41'
const PREFERRED = '1.51'
const NEWEST = '1.55'

export type Negotiated =
  | { readonly ok: true; readonly api: string; readonly engine: string }
  | { readonly ok: false; readonly engine: string; readonly reason: Reason }

/** Picks the version to speak from the answer to `GET /version`, or says why there is none. */
export function negotiate({ Version, ApiVersion, MinAPIVersion }: VersionBody): Negotiated {
  const engine = Version ?? 'unknown'
  const oldest = MinAPIVersion ?? '1.0'
  if (!ApiVersion) return { ok: false, engine, reason: { code: 'not_docker' } }
  if (isOlder(ApiVersion, OLDEST))
    return {
      ok: false,
      engine,
      reason: { code: 'docker_too_old', version: engine, api: ApiVersion, oldestApi: OLDEST },
    }
  if (isOlder(NEWEST, oldest))
    return { ok: false, engine, reason: { code: 'docker_too_new', version: engine, newestApi: NEWEST } }
  const wished = isOlder(PREFERRED, oldest) ? oldest : PREFERRED
  return { ok: true, engine, api: isOlder(ApiVersion, wished) ? ApiVersion : wished }
}

function isOlder(a: string, b: string): boolean {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number)
  const [majorB = 0, minorB = 0] = b.split('.').map(Number)
  return majorA < majorB || (majorA === majorB && minorA < minorB)
}
