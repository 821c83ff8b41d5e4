import { dirname, join, resolve } from 'node:path'
import type { Credentials } from '../vpn/ports.ts'
import { alertsOf } from './alerts.ts'
import { isRemote } from './checks.ts'
import type { Values } from './schema.ts'

/** What the defaults depend on beside the settings themselves. */
export interface Machine {
  /** Node's `process.arch`. */
  readonly arch: string
  readonly isTerminal: boolean
  /** Where `DB_URL` of an older server points, or null. */
  readonly legacyDatabase: string | null
}

export interface GluetunContainer {
  readonly name: string
  /** Null: as the container's own environment says. */
  readonly apiPort: number | null
  readonly credentials: Credentials
}

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T

/** The settings as the code reads them: grouped by concern, units in the names. */
export type Config = DeepReadonly<ReturnType<typeof buildConfig>>

export function buildConfig(values: Values, machine: Machine) {
  return {
    http: httpOf(values),
    access: accessOf(values, machine),
    storage: storageOf(values, machine),
    runtime: { kind: values.RUNTIME },
    docker: dockerOf(values),
    kubernetes: kubernetesOf(values),
    engines: enginesOf(values, machine),
    ranges: values.RUNTIME === 'kubernetes' ? POD_PORTS : rangesOf(values),
    provisioning: provisioningOf(values),
    health: {
      intervalMs: values.HEALTH_CHECK_INTERVAL_S,
      timeoutMs: values.HEALTH_CHECK_TIMEOUT_S,
      /** Misses in a row that make an engine unhealthy. */
      failures: values.HEALTH_FAILURES,
    },
    streams: {
      collectIntervalMs: values.COLLECT_INTERVAL_S,
      lostAfterMs: values.STREAM_LOST_AFTER_S,
      abandonedAfterMs: values.STREAM_ABANDONED_AFTER_S || Number.POSITIVE_INFINITY,
      retentionDays: values.STATS_RETENTION_DAYS,
    },
    gluetun: gluetunOf(values),
    playback: playbackOf(values),
    alerts: alertsOf(values),
    log: { level: values.LOG_LEVEL, format: values.LOG_FORMAT ?? (machine.isTerminal ? 'pretty' : 'json') },
  }
}

function httpOf(values: Values) {
  const path = values.BASE_PATH.replace(/^\/|\/$/g, '')
  return {
    host: values.HOST,
    port: values.PORT,
    /** Empty at the root, else `/prefix` without a trailing slash. */
    basePath: path === '' ? '' : `/${path}`,
    /** Without a trailing slash. Null: taken from each request. */
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    trustProxy: values.TRUST_PROXY,
  }
}

function accessOf(values: Values, machine: Machine) {
  return {
    /** Null: generated on first start, kept in `DATA_DIR/api-key`. */
    apiKey: values.API_KEY,
    authOff: values.AUTH === 'off',
    protectReads: values.PROTECT_READS,
    corsOrigins: values.CORS_ORIGINS ?? [],
    frameAncestors: values.FRAME_ANCESTORS ?? [],
    provisionMax: values.PROVISION_MAX,
    provisionImages: values.PROVISION_IMAGES ?? [values.TARGET_IMAGE ?? defaultImage(machine.arch)],
  }
}

function storageOf(values: Values, { legacyDatabase }: Machine) {
  return {
    /** Absolute. */
    dataDir: resolve(
      legacyDatabase === null ? values.DATA_DIR : join(dirname(legacyDatabase), 'acestream-orchestrator'),
    ),
    /** Every commit reaches the disk before it is answered: safe from power cuts too. */
    fullSync: values.DB_SYNC === 'full',
  }
}

function dockerOf(values: Values) {
  return {
    /** `unix:///…`, `tcp://…`, `http(s)://…` or `ssh://…`. */
    host: values.DOCKER_HOST,
    remote: isRemote(values.DOCKER_HOST),
    tlsVerify: values.DOCKER_TLS_VERIFY ?? false,
    /** Null: `~/.docker`. */
    certPath: values.DOCKER_CERT_PATH,
    /** Null: our own container's network, else Docker's default. */
    network: values.DOCKER_NETWORK,
  }
}

function kubernetesOf(values: Values) {
  return {
    /** Null: the credentials of our own Pod. */
    kubeconfig: values.KUBECONFIG,
    /** Null: as the credentials say. */
    namespace: values.KUBERNETES_NAMESPACE,
    placement: {
      nodeSelector: Object.fromEntries(
        (values.KUBERNETES_NODE_SELECTOR ?? []).map(({ key, value }) => [key, value]),
      ),
      priorityClass: values.KUBERNETES_PRIORITY_CLASS,
      pullSecrets: values.KUBERNETES_PULL_SECRETS ?? [],
      serveOnS: values.KUBERNETES_DRAIN_S,
    },
  }
}

function rangesOf(values: Values) {
  return {
    http: values.PORT_RANGE_HOST,
    https: values.ACE_HTTPS_RANGE,
    api: values.ACE_API_RANGE,
    p2p: values.ACE_P2P_RANGE,
  }
}

const only = (port: number) => ({ first: port, last: port })

/** Each Pod has an address of its own, so each engine has the same ports: those that AceStream has by itself. */
const POD_PORTS = { http: only(6878), https: only(6879), api: only(62_062), p2p: only(8621) }

function enginesOf(values: Values, machine: Machine) {
  return {
    image: values.TARGET_IMAGE ?? defaultImage(machine.arch),
    /** Null: by image name, else by its entrypoint. */
    variant: values.ENGINE_VARIANT,
    args: values.ENGINE_ARGS,
    env: values.ENGINE_ENV,
    /** Words with `{http_port}` and the like still in them; empty unless `RUNTIME=process`. */
    command: values.ENGINE_COMMAND ?? [],
    memoryLimitBytes: values.ENGINE_MEMORY_LIMIT,
    cpuLimit: values.ENGINE_CPU_LIMIT,
    publishIp: values.ENGINE_PUBLISH_IP ?? '127.0.0.1',
    /** Null: `name` when we run in a container, else `published`. */
    advertise: values.ENGINE_ADVERTISE,
    host: values.ENGINE_HOST,
    label: values.CONTAINER_LABEL,
    instance: values.INSTANCE,
    maxStreams: values.MAX_STREAMS_PER_ENGINE,
    publishHttps: values.ACE_MAP_HTTPS,
  }
}

function provisioningOf(values: Values) {
  return {
    minReplicas: values.MIN_REPLICAS,
    maxReplicas: values.MAX_REPLICAS,
    minFreeReplicas: values.MIN_FREE_REPLICAS,
    /** From container start. */
    startupTimeoutMs: values.STARTUP_TIMEOUT_S,
    graceMs: values.ENGINE_GRACE_PERIOD_S,
    idleTtlMs: values.IDLE_TTL_S,
    unhealthyGraceMs: values.UNHEALTHY_GRACE_S,
    unhealthyBusyMaxMs: values.UNHEALTHY_BUSY_MAX_S,
    autoDelete: values.AUTO_DELETE,
    rollOutdated: values.ROLL_OUTDATED,
    stopEnginesOnExit: values.STOP_ENGINES_ON_EXIT,
    /** Full re-read of the runtime beside its events. */
    monitorIntervalMs: values.MONITOR_INTERVAL_S,
  }
}

function gluetunOf(values: Values) {
  return {
    /** Empty: no VPN. */
    containers: gluetunContainers(values),
    checkIntervalMs: values.GLUETUN_HEALTH_CHECK_INTERVAL_S,
    restartEnginesOnReconnect: values.VPN_RESTART_ENGINES_ON_RECONNECT,
    preferredEngines: values.PREFERRED_ENGINES_PER_VPN,
    portChange: values.VPN_PORT_CHANGE,
    portWatchdog: values.VPN_PORT_WATCHDOG,
    leakCheckUrl: values.LEAK_CHECK_URL,
  }
}

function playbackOf(values: Values) {
  return {
    /** `npm start` and the image run one beside us. */
    isOn: values.PROXY === 'on',
    port: values.PROXY_PORT,
    /** Without a trailing slash. Null: our own host, on the proxy's port. */
    publicUrl: values.PROXY_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    startTimeoutMs: values.START_TIMEOUT_S,
    noPeersTimeoutMs: values.NO_PEERS_TIMEOUT_S,
    noDataTimeoutMs: values.NO_DATA_TIMEOUT_S,
    stallTimeoutMs: values.STALL_TIMEOUT_S,
    viewerStallMs: values.VIEWER_STALL_S,
    emptyGraceMs: values.EMPTY_GRACE_S,
    /** Null: no limit. */
    maxViewers: values.MAX_VIEWERS,
    playlistHosts: values.PLAYLIST_HOSTS ?? [],
    key: values.PLAYBACK_KEY,
  }
}

function gluetunContainers(values: Values): readonly GluetunContainer[] {
  return (values.GLUETUN_CONTAINER_NAME ?? []).map((name, index) => ({
    name,
    apiPort: each(values.GLUETUN_API_PORT, index) ?? null,
    credentials: credentialsOf(
      each(values.GLUETUN_API_KEY, index),
      each(values.GLUETUN_API_USER, index),
      each(values.GLUETUN_API_PASSWORD, index),
    ),
  }))
}

/** The API key wins over user and password, as Gluetun's roles take one method each. */
function credentialsOf(key?: string, user?: string, password?: string): Credentials {
  if (key !== undefined) return { kind: 'api_key', key }
  return user === undefined || password === undefined ? { kind: 'none' } : { kind: 'basic', user, password }
}

/** One value for all containers, or one per container. */
function each<T>(list: readonly T[] | null, index: number): T | undefined {
  return list?.length === 1 ? list[0] : list?.[index]
}

/** The images that run where they should: the first has amd64 only (docs/reference/acestream-engine.md 8.2). */
export function defaultImage(arch: string): string {
  return arch === 'arm64' || arch === 'arm'
    ? 'jopsis/aceserve:latest'
    : 'ghcr.io/martinbjeldbak/acestream-http-proxy:latest'
}
