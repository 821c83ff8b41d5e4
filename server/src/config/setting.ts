import type { Kind } from './kinds.ts'

/** One row of the table: everything there is to know of one environment variable. */
export interface Setting<T> {
  readonly kind: Kind<T>
  /** Written as an operator would; null: unset, and the value is null. */
  readonly fallback: string | null
  /** What unset means, in words, where `fallback` does not say it. */
  readonly unset: string | null
  readonly doc: string
  /** Older names that mean the same. */
  readonly aliases: readonly string[]
  /** It may be changed in the panel, and takes effect without a restart. */
  readonly live: boolean
  /** Makes the value fit to be printed; undefined: it may be shown as it is. */
  readonly redact: ((text: string) => string) | undefined
}

interface Extras {
  readonly live?: boolean
  readonly unset?: string
  readonly aliases?: readonly string[]
  readonly redact?: (text: string) => string
}

/** A setting that always has a value. */
export function setting<T>(kind: Kind<T>, fallback: string, doc: string, extras: Extras = {}): Setting<T> {
  return row(kind, fallback, doc, extras)
}

/** A setting whose absence means something of its own: null. */
export function optional<T>(kind: Kind<T>, doc: string, extras: Extras = {}): Setting<T | null> {
  return row<T | null>(kind, null, doc, extras)
}

function row<T>(kind: Kind<T>, fallback: string | null, doc: string, extras: Extras): Setting<T> {
  return {
    kind,
    fallback,
    doc,
    unset: extras.unset ?? null,
    aliases: extras.aliases ?? [],
    live: extras.live ?? false,
    redact: extras.redact,
  }
}
