import { createStore, useStore } from '../../platform/store.ts'

/** The operator closed the key dialog without giving one; its cause is the server's refusal. */
export class KeyRefused extends Error {}

export type KeyNeed = 'missing' | 'wrong'

interface KeyRequest {
  readonly need: KeyNeed
  readonly server: string
  readonly answer: (given: boolean) => void
}

const asked = createStore<KeyRequest | null>(null)

/** Opens the key dialog; resolves to whether a key was given. An action that waits for it then goes on. */
export function requestKey(need: KeyNeed, server: string): Promise<boolean> {
  asked.get()?.answer(false)
  return new Promise((resolve) => {
    asked.set({
      need,
      server,
      answer: (given) => {
        asked.set(null)
        resolve(given)
      },
    })
  })
}

export const useKeyRequest = (): KeyRequest | null => useStore(asked)
