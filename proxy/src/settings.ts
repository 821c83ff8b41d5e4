import { readFileSync } from 'node:fs'

/** What this process is told by its environment. Times in ms. */
export interface Settings {
  readonly host: string
  readonly port: number
  /** What clients are told as our address, without a slash at the end; null: what they asked for. */
  readonly publicUrl: string | null
  readonly orchestrator: { readonly host: string; readonly port: number; readonly basePath: string }
  readonly apiKey: string | null
  readonly apiKeyFile: string
  /** Over all contents; infinite: no limit. */
  readonly mostViewers: number
  readonly mostViewersPerStream: number
  /** Null: everybody may play. */
  readonly playbackKey: string | null
  readonly startTimeoutMs: number
  readonly leaseGraceMs: number
  readonly noPeersTimeoutMs: number
  readonly noDataTimeoutMs: number
  readonly stallTimeoutMs: number
  readonly emptyGraceMs: number
  readonly viewerStallMs: number
}

type Environment = Readonly<Record<string, string | undefined>>

/** The settings, or what is wrong with which of them. */
export type ReadSettings =
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'faults'; readonly faults: readonly string[] }

const LONGEST_S = 3600

/** `readFile` is asked for what `PLAYBACK_KEY_FILE` names. */
export function readSettings(
  env: Environment,
  readFile = (path: string) => readFileSync(path, 'utf8'),
): ReadSettings {
  const faults: string[] = []
  /** Kubernetes describes a service named "proxy" as `PROXY_PORT=tcp://…`, which is no setting. */
  const text = (name: string) => env[name]?.trim().replace(/^tcp:\/\/.*/, '') || null

  function number(name: string, fallback: number, least: number, most: number): number {
    const given = text(name)
    const value = given === null ? fallback : Number(given)
    if (value >= least && value <= most) return value
    faults.push(`${name}: "${given}" is no number from ${least} to ${most}`)
    return fallback
  }

  function secret(name: string): string | null {
    const path = text(`${name}_FILE`)
    if (path === null || text(name) !== null) return text(name)
    try {
      return readFile(path).trim() || null
    } catch (error) {
      faults.push(`${name}_FILE: ${error instanceof Error ? error.message : error}`)
      return null
    }
  }

  function httpUrl(name: string, fallback: string | null): URL | null {
    const given = text(name) ?? fallback
    if (given === null) return null
    const url = URL.parse(given)
    if (url !== null && (url.protocol === 'http:' || (name !== ORCHESTRATOR && url.protocol === 'https:')))
      return url
    faults.push(`${name}: "${given}" is no http URL`)
    return null
  }

  const seconds = (name: string, fallback: number, least = 0.1) =>
    1000 * number(name, fallback, least, LONGEST_S)
  const basePath = `/${text('BASE_PATH') ?? ''}`.replace(/\/+/g, '/').replace(/\/$/, '')
  const orchestrator = httpUrl(ORCHESTRATOR, `http://127.0.0.1:${text('PORT') ?? 8000}${basePath}`)
  const publicUrl = httpUrl('PROXY_PUBLIC_URL', null)
  const settings: Settings = {
    host: text('PROXY_HOST') ?? '127.0.0.1',
    port: number('PROXY_PORT', 6878, 0, 65_535),
    publicUrl: publicUrl?.href.replace(/\/+$/, '') ?? null,
    orchestrator: {
      host: orchestrator?.hostname.replace(/^\[|\]$/g, '') ?? '',
      port: Number(orchestrator?.port || 80),
      basePath: orchestrator?.pathname.replace(/\/+$/, '') ?? '',
    },
    apiKey: text('API_KEY'),
    apiKeyFile: text('API_KEY_FILE') ?? `${text('DATA_DIR') ?? './data'}/api-key`,
    mostViewers: number('MAX_VIEWERS', Number.POSITIVE_INFINITY, 1, Number.POSITIVE_INFINITY),
    mostViewersPerStream: number(
      'MAX_VIEWERS_PER_STREAM',
      Number.POSITIVE_INFINITY,
      1,
      Number.POSITIVE_INFINITY,
    ),
    playbackKey: secret('PLAYBACK_KEY'),
    startTimeoutMs: seconds('START_TIMEOUT_S', 45, 1),
    leaseGraceMs: seconds('LEASE_GRACE_S', 300, 0),
    noPeersTimeoutMs: seconds('NO_PEERS_TIMEOUT_S', 15),
    noDataTimeoutMs: seconds('NO_DATA_TIMEOUT_S', 20),
    stallTimeoutMs: seconds('STALL_TIMEOUT_S', 8),
    emptyGraceMs: seconds('EMPTY_GRACE_S', 10, 0),
    viewerStallMs: seconds('VIEWER_STALL_S', 20),
  }
  return faults.length === 0 ? { kind: 'settings', settings } : { kind: 'faults', faults }
}

const ORCHESTRATOR = 'ORCHESTRATOR_URL'
