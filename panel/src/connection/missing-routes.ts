import { asRaw, numberOrNull } from '../fleet/reading/read.ts'
import type { SafeStorage } from '../platform/storage.ts'

const NAME = 'acestream-orchestrator.missing-routes'
/** A server may be exchanged for a newer one while this tab lives. */
const TRUSTED_MS = 3_600_000

/** Routes that one server answered 404 for. They are not asked again for an hour, or until they are forgotten. */
export interface MissingRoutes {
  readonly has: (route: string) => boolean
  readonly add: (route: string) => void
  readonly forget: () => void
}

function stored(storage: SafeStorage): Record<string, unknown> {
  try {
    return { ...asRaw(JSON.parse(storage.get(NAME) ?? '')) }
  } catch {
    return {}
  }
}

/** What `server` does not have, remembered in `storage`: every question would be one more error in the browser's console. */
export function missingRoutesOf(
  server: string,
  storage: SafeStorage,
  now: () => number = Date.now,
): MissingRoutes {
  const change = (routes: Readonly<Record<string, unknown>> | undefined) =>
    storage.set(NAME, JSON.stringify({ ...stored(storage), [server]: routes }))
  return {
    has: (route) => {
      const atMs = numberOrNull(asRaw(stored(storage)[server])[route])
      return atMs !== null && now() - atMs < TRUSTED_MS
    },
    add: (route) => change({ ...asRaw(stored(storage)[server]), [route]: now() }),
    forget: () => {
      if (server in stored(storage)) change(undefined)
    },
  }
}
