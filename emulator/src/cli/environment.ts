import { UsageError } from './flags.ts'

/** Settings of the emulator itself, from variables. Unset and empty are the same. */
export function textFrom(name: string): string | undefined {
  return process.env[name] || undefined
}

/** Throws a `UsageError` that names the variable. */
export function numberFrom(name: string): number | undefined {
  const text = textFrom(name)
  if (text === undefined) return undefined
  const number = Number(text)
  if (!Number.isFinite(number) || number < 0) throw new UsageError(`${name}: ${text} is no number from 0 on`)
  return number
}

export function jsonFrom(name: string): unknown {
  const text = textFrom(name)
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    throw new UsageError(`${name}: ${text} is no JSON`)
  }
}

/** As Gluetun and the images write it. */
export function isOnIn(name: string): boolean {
  return /^(on|yes|true|1)$/i.test(process.env[name] ?? '')
}

/** Leaves away what is not set, so that defaults stay where they belong. */
export function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
