import { createEmitter } from './emitter.ts'

/**
 * A value that may become another while we run, such as the settings. It is read with `get` where it is used and never
 * kept; who rests for a time that it says listens, so that a new one counts immediately.
 */
export interface Live<T> {
  get(): T
  /** Called after each change; returns the function that ends the subscription. */
  on(listener: (value: T) => void): () => void
}

/** One that its owner sets. */
export interface Owned<T> extends Live<T> {
  set(value: T): void
}

export function createLive<T>(initial: T): Owned<T> {
  const changes = createEmitter<T>()
  let current = initial
  return {
    get: () => current,
    on: changes.on,
    set: (value) => {
      current = value
      changes.emit(value)
    },
  }
}

/** One that stays as it is. */
export function fixed<T>(value: T): Live<T> {
  return { get: () => value, on: () => () => {} }
}

/** What `part` makes of another one; the same object for as long as that one stays. */
export function derived<S, T>(source: Live<S>, part: (value: S) => T): Live<T> {
  let of = source.get()
  let current = part(of)
  const get = (): T => {
    const now = source.get()
    if (now !== of) {
      of = now
      current = part(now)
    }
    return current
  }
  return { get, on: (listener) => source.on(() => listener(get())) }
}
