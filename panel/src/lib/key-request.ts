import { useSyncExternalStore } from 'react'

/** The operator closed the key dialog without giving one; its cause is the server's refusal. */
export class KeyRefused extends Error {}

export type KeyNeed = 'missing' | 'wrong'

interface KeyRequest {
  readonly need: KeyNeed
  readonly server: string
  readonly answer: (given: boolean) => void
}

let current: KeyRequest | null = null
const listeners = new Set<() => void>()

function set(next: KeyRequest | null): void {
  current = next
  for (const listener of listeners) listener()
}

/** Opens the key dialog; resolves to whether a key was given. An action that waits for it then goes on. */
export function requestKey(need: KeyNeed, server: string): Promise<boolean> {
  current?.answer(false)
  return new Promise((resolve) => {
    set({
      need,
      server,
      answer: (given) => {
        set(null)
        resolve(given)
      },
    })
  })
}

export const useKeyRequest = (): KeyRequest | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
