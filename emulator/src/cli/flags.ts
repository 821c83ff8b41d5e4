import { readFileSync } from 'node:fs'

/** Flags of the real engine that are followed by a value (docs/reference/acestream-engine.md 8.1), then those that stand alone. */
const WITH_VALUE = words(`
  http-port https-port api-port port access-token service-access-token state-dir cache-dir log-file
  live-cache-type live-cache-size live-mem-cache-size live-disk-cache-size vod-cache-type vod-cache-size cache-limit
  cache-max-bytes disk-cache-limit memory-cache-limit live-buffer live-buffer-time live-max-buffer-time vod-buffer
  download-limit upload-limit max-download-speed max-upload-speed max-connections max-peers max-upload-slots
  stats-report-interval log-stdout-level log-max-size log-backup-count log-modules log-debug login password`)

const SWITCHES = words(`
  client-console client-gtk random-port fallback-to-dynamic-ports bind-all make-default-access-token
  service-remote-access allow-user-config live-cache-auto-size cache-auto use-internal-buffering auto-slots
  disable-upnp upnp-enabled webrtc-allow-outgoing-connections disable-sentry stats-report-peers log-stdout log-stderr`)

/** Of the emulator alone. */
const OURS = words('engines first-port')

const YES_OR_NO = /^(true|false|yes|no|on|off|0|1)$/i

/** What was given, by name without dashes; a switch that stands alone is `true`. The last of several counts. */
export type Flags = ReadonlyMap<string, string>

/** What an engine says to flags it can't use, before it exits with 1. */
export class UsageError extends Error {}

/** Reads `--flag value`, `--flag=value` and `@/path/file` with one flag per line. Throws a `UsageError`. */
export function parseFlags(args: readonly string[]): Flags {
  const flags = new Map<string, string>()
  const left = args.flatMap(expand)
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const [, name = '', , value] = /^--([a-z][a-z0-9-]*)(=(.*))?$/s.exec(word) ?? []
    if (!WITH_VALUE.has(name) && !SWITCHES.has(name) && !OURS.has(name))
      throw new UsageError(`unrecognized arguments: ${word}`)
    flags.set(name, value ?? valueAfter(name, left))
  }
  return flags
}

function valueAfter(name: string, left: string[]): string {
  if (SWITCHES.has(name)) return YES_OR_NO.test(left[0] ?? '') ? (left.shift() ?? '') : 'true'
  const value = left.shift()
  if (value === undefined || value.startsWith('--'))
    throw new UsageError(`argument --${name}: expected one argument`)
  return value
}

function expand(word: string): string[] {
  if (!word.startsWith('@')) return [word]
  try {
    return readFileSync(word.slice(1), 'utf8').split(/\s+/).filter(Boolean)
  } catch (error) {
    throw new UsageError(`can't open ${word.slice(1)}: ${error instanceof Error ? error.message : error}`)
  }
}

/** A switch that is given and not given as off. */
export function isOn(flags: Flags, name: string): boolean {
  return flags.has(name) && !/^(false|no|off|0)$/i.test(flags.get(name) ?? '')
}

/** Undefined where the flag is not given. Throws a `UsageError`. */
export function portIn(flags: Flags, name: string): number | undefined {
  const value = flags.get(name)
  if (value === undefined) return undefined
  const port = Number(value)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`argument --${name}: invalid port: ${value}`)
  return port
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}
