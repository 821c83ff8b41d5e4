import { asRaw, flag, isRaw, oneOf, textOrNull } from '../fleet/reading/read.ts'
import type { SafeStorage } from './storage.ts'

export const REFRESH_CHOICES = ['live', '2', '5', '10', '30'] as const
export type RefreshChoice = (typeof REFRESH_CHOICES)[number]
export const THEMES = ['dark', 'light', 'system'] as const
export type Theme = (typeof THEMES)[number]
export const DENSITIES = ['comfortable', 'compact'] as const
export type Density = (typeof DENSITIES)[number]
export const LANGUAGES = ['en', 'es'] as const
export type Language = (typeof LANGUAGES)[number]

export interface Settings {
  /** `null`: where the page came from. */
  readonly serverUrl: string | null
  readonly refresh: RefreshChoice
  readonly theme: Theme
  readonly density: Density
  /** `null`: as the browser asks. */
  readonly language: Language | null
  readonly notifications: boolean
}

export const DEFAULT_SETTINGS: Settings = {
  serverUrl: null,
  refresh: 'live',
  theme: 'dark',
  density: 'comfortable',
  language: null,
  notifications: false,
}

/** The names under which `boot.js` and this module find the same values. */
export const SETTINGS_NAME = 'acestream-orchestrator.settings'
const KEYS_NAME = 'acestream-orchestrator.keys'

function parsed(json: string | null): unknown {
  try {
    return JSON.parse(json ?? '')
  } catch {
    return undefined
  }
}

/** Whatever was stored, by whichever version: unknown values fall back one by one. */
export function parseSettings(json: string | null): Settings {
  const raw = asRaw(parsed(json))
  const language = raw['language']
  return {
    serverUrl: textOrNull(raw['serverUrl']),
    refresh: oneOf(raw['refresh'], REFRESH_CHOICES, DEFAULT_SETTINGS.refresh),
    theme: oneOf(raw['theme'], THEMES, DEFAULT_SETTINGS.theme),
    density: oneOf(raw['density'], DENSITIES, DEFAULT_SETTINGS.density),
    language: LANGUAGES.find((known) => known === language) ?? null,
    notifications: flag(raw['notifications']),
  }
}

export interface SettingsStore {
  readonly get: () => Settings
  readonly update: (change: Partial<Settings>) => void
  /** The key typed for exactly this server; a key is never handed to another. */
  readonly keyFor: (server: string) => string | null
  /** `null` forgets the key. */
  readonly setKey: (server: string, key: string | null) => void
  readonly subscribe: (listener: () => void) => () => void
  /** Another tab changed what is stored. */
  readonly reload: () => void
  readonly persistent: () => boolean
}

export function createSettingsStore(storage: SafeStorage): SettingsStore {
  const listeners = new Set<() => void>()
  const readKeys = (): Record<string, unknown> => {
    const stored = parsed(storage.get(KEYS_NAME))
    return isRaw(stored) ? { ...stored } : {}
  }
  let settings = parseSettings(storage.get(SETTINGS_NAME))
  const announce = () => {
    for (const listener of listeners) listener()
  }
  return {
    get: () => settings,
    update: (change) => {
      settings = { ...settings, ...change }
      storage.set(SETTINGS_NAME, JSON.stringify(settings))
      announce()
    },
    keyFor: (server) => textOrNull(readKeys()[server]),
    setKey: (server, key) => {
      const keys = readKeys()
      if (key === null) delete keys[server]
      else keys[server] = key
      storage.set(KEYS_NAME, JSON.stringify(keys))
      settings = { ...settings }
      announce()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reload: () => {
      settings = parseSettings(storage.get(SETTINGS_NAME))
      announce()
    },
    persistent: storage.persistent,
  }
}
