/** A place for strings that never throws. `persistent` is false once the browser refuses (forbidden, full). */
export interface SafeStorage {
  get(name: string): string | null
  set(name: string, value: string): void
  persistent(): boolean
}

/** Wraps the browser's storage: what it refuses to keep lives for the session instead. */
export function safeStorage(open: () => Pick<Storage, 'getItem' | 'setItem'>): SafeStorage {
  const session = new Map<string, string>()
  let works = true
  const attempt = <T>(use: (storage: Pick<Storage, 'getItem' | 'setItem'>) => T): T | null => {
    try {
      return use(open())
    } catch {
      works = false
      return null
    }
  }
  return {
    get: (name) => session.get(name) ?? attempt((storage) => storage.getItem(name)),
    set: (name, value) => {
      const kept = attempt((storage) => {
        storage.setItem(name, value)
        return true
      })
      if (kept) session.delete(name)
      else session.set(name, value)
    },
    persistent: () => works,
  }
}
