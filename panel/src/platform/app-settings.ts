import { useSyncExternalStore } from 'react'
import { FALLBACK_SERVER, servedFrom } from '../connection/http/server-url.ts'
import { createSettingsStore, type Settings } from './settings.ts'
import { safeStorage } from './storage.ts'

/** This browser's settings. Other tabs' changes arrive through `storage` events. */
export const settings = createSettingsStore(safeStorage(() => window.localStorage))
window.addEventListener('storage', settings.reload)

export const useSettings = (): Settings => useSyncExternalStore(settings.subscribe, settings.get)

const origin = servedFrom(location.href)
let ownServer = origin ?? FALLBACK_SERVER

/** The server used when none is typed: where the page came from, if an orchestrator served it. */
export const defaultServer = (): string => ownServer

export const currentServer = (): string => settings.get().serverUrl ?? ownServer

/** The page's own host answered, but not as an orchestrator: from now on the usual local address is the default. */
export function leaveOwnServer(): boolean {
  if (settings.get().serverUrl !== null || ownServer === FALLBACK_SERVER) return false
  ownServer = FALLBACK_SERVER
  return true
}

export const currentKey = (): string | null => settings.keyFor(currentServer())
