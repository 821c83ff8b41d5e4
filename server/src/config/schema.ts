import { VARIANTS } from '../provisioning/ports.ts'
import {
  choice,
  decimal,
  flag,
  framer,
  host,
  integer,
  ip,
  label,
  listOf,
  matching,
  memory,
  origin,
  path,
  port,
  portRange,
  presence,
  seconds,
  trustedProxies,
  url,
  variables,
  words,
} from './kinds.ts'
import { hideAll, hideFlagSecrets, hideUrlCredentials, hideUrlSecrets, hideValues } from './redact.ts'
import { optional, type Setting, setting } from './setting.ts'

const HOUR_S = 3600
const WEEK_S = 604_800

/** What a header or a link can carry: visible ASCII. */
const key = matching(/^[\x21-\x7e]{1,512}$/, 'visible ASCII characters without blanks, 512 at most')
/** What a header and a mail can carry. */
const text = matching(/^[^\p{Cc}]{1,500}$/u, '500 characters at most, no control characters')
const containerName = matching(/^[a-zA-Z0-9][\w.-]{0,127}$/, 'a container name')
const imageName = matching(/^\S{1,512}$/, 'an image reference without blanks')

const http = {
  HOST: setting(host, '127.0.0.1', 'Address to listen on; 0.0.0.0 opens it to the home network.'),
  PORT: setting(port, '8000', 'Port to listen on.', { aliases: ['APP_PORT'] }),
  BASE_PATH: setting(
    matching(
      /^(?!(.*\/)?\.{1,2}(\/|$))\/?[\w.~-]*(\/[\w.~-]+)*\/?$/,
      'a path such as /acestream, without . or .. in it',
    ),
    '/',
    'Path under which a reverse proxy serves us.',
  ),
  PUBLIC_URL: optional(url('http', 'https'), 'Our address as clients see it, for links and playlists.', {
    unset: 'taken from each request',
    redact: hideUrlCredentials,
  }),
  TRUST_PROXY: setting(trustedProxies, 'false', 'Whose X-Forwarded headers count.'),
}

const access = {
  API_KEY: optional(
    key,
    'The key that writes need as `Authorization: Bearer` or `X-API-Key`; 16 characters or more.',
    {
      unset: 'generated on first start and kept in DATA_DIR',
      redact: hideAll,
    },
  ),
  AUTH: setting(choice('key', 'off'), 'key', '`off` opens every route to everybody who can reach the port.'),
  PROTECT_READS: setting(
    flag,
    'false',
    'Reads need the key too (but for /healthz, /readyz, panel files and playback).',
  ),
  CORS_ORIGINS: optional(listOf(origin), 'Origins of other web pages that may read and write.', {
    unset: 'none',
  }),
  FRAME_ANCESTORS: optional(
    listOf(framer),
    'Pages that may show the panel in a frame, such as Home Assistant or Organizr.',
    { unset: 'none' },
  ),
  PROVISION_IMAGES: optional(listOf(imageName), 'Images that `POST /provision` may start.', {
    unset: 'TARGET_IMAGE only',
  }),
  PROVISION_MAX: setting(
    integer(0, 1000),
    '10',
    'Containers of `POST /provision` at most; engines are not counted.',
  ),
}

const storage = {
  DATA_DIR: setting(path, './data', 'Directory of the database, the generated key and local engines.'),
  DB_SYNC: setting(choice('normal', 'full'), 'normal', '`full` is also safe from power cuts, and slower.'),
}

const runtime = {
  RUNTIME: setting(
    choice('docker', 'process', 'kubernetes'),
    'docker',
    'Where engines run; kubernetes is not complete yet.',
  ),
  DOCKER_HOST: setting(
    matching(
      /^(unix:\/\/\/\S+|(tcp|http|https|ssh):\/\/\S+)$/,
      'unix:///path, tcp://host:port, http(s):// or ssh://',
    ),
    'unix:///var/run/docker.sock',
    'Docker Engine to use.',
    { redact: hideUrlCredentials },
  ),
  DOCKER_TLS_VERIFY: optional(presence, 'Speak TLS to DOCKER_HOST and verify it, as every Docker client.', {
    unset: 'off',
  }),
  DOCKER_CERT_PATH: optional(path, 'Directory of ca.pem, cert.pem and key.pem.', { unset: '~/.docker' }),
  DOCKER_NETWORK: optional(matching(/^[a-zA-Z0-9][\w.-]*$/, 'a network name'), 'Network for new engines.', {
    unset: "our own container's network, else Docker's default",
  }),
}

const objectName = matching(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, 'a name as Kubernetes takes it')

const kubernetes = {
  KUBECONFIG: optional(path, 'With RUNTIME=kubernetes: the file with the cluster and its credentials.', {
    unset: 'the service account of our own Pod',
  }),
  KUBERNETES_NAMESPACE: optional(objectName, 'Namespace of the engines.', {
    unset: 'that of KUBECONFIG, or of our own Pod',
  }),
  KUBERNETES_NODE_SELECTOR: optional(listOf(label), 'Labels of the nodes that may run engines.', {
    unset: 'every node',
  }),
  KUBERNETES_PRIORITY_CLASS: optional(objectName, 'Priority class of engines.', {
    unset: "the cluster's default",
  }),
  KUBERNETES_PULL_SECRETS: optional(listOf(objectName), 'Secrets with which nodes pull the image.', {
    unset: 'none',
  }),
  KUBERNETES_DRAIN_S: setting(
    integer(0, 3600),
    '20',
    'How long an engine that the cluster evicts goes on serving, in seconds.',
  ),
}

const engines = {
  TARGET_IMAGE: optional(imageName, 'Image of new engines.', {
    live: true,
    unset: '`ghcr.io/martinbjeldbak/acestream-http-proxy:latest`, on arm `jopsis/aceserve:latest`',
  }),
  ENGINE_VARIANT: optional(choice(...VARIANTS), 'How the image takes ports and flags.', {
    live: true,
    unset: 'by image name, else by its entrypoint',
  }),
  ENGINE_ARGS: setting(words, '', 'Extra engine flags.', { unset: 'none', redact: hideFlagSecrets }),
  ENGINE_ENV: setting(variables, '', 'Extra environment of engines.', { unset: 'none', redact: hideValues }),
  ENGINE_COMMAND: optional(
    words,
    'With RUNTIME=process: the engine and its flags; `{http_port} {https_port} {api_port} {p2p_port} {state_dir}` are filled in, and it runs in our working directory.',
    { unset: 'none', redact: hideFlagSecrets },
  ),
  ENGINE_MEMORY_LIMIT: optional(memory, 'Memory limit of each engine.', { live: true, unset: 'no limit' }),
  ENGINE_CPU_LIMIT: optional(decimal(0.01, 1024), 'CPUs each engine may use.', {
    live: true,
    unset: 'no limit',
  }),
  ENGINE_PUBLISH_IP: optional(
    ip,
    'Address on which engine ports are published; engines have no authentication.',
    {
      unset: '127.0.0.1; must be set with a remote DOCKER_HOST',
    },
  ),
  ENGINE_ADVERTISE: optional(choice('name', 'published'), 'Which address of an engine clients get.', {
    unset: '`name` when we run in a container, else `published`',
  }),
  ENGINE_HOST: setting(
    host,
    '127.0.0.1',
    'Host in the addresses that clients get with ENGINE_ADVERTISE=published.',
  ),
  CONTAINER_LABEL: setting(
    label,
    'ondemand.app=acestream-orchestrator',
    'Label that marks containers as ours.',
  ),
  INSTANCE: setting(
    matching(/^[a-zA-Z0-9][\w.-]{0,62}$/, 'letters, digits, dots, dashes, 63 at most'),
    'default',
    'Keeps several orchestrators on one Docker apart.',
  ),
}

const ranges = {
  PORT_RANGE_HOST: setting(portRange, '19000-19999', 'HTTP ports of engines, on the host and inside alike.'),
  ACE_HTTPS_RANGE: setting(portRange, '22000-22999', 'HTTPS ports of engines.'),
  ACE_API_RANGE: setting(portRange, '20000-20999', 'Ports of the old line protocol.'),
  ACE_P2P_RANGE: setting(portRange, '21000-21999', 'Peer-to-peer ports.'),
  ACE_MAP_HTTPS: setting(flag, 'false', 'Publish the HTTPS port too.'),
}

const scaling = {
  MIN_REPLICAS: setting(integer(0, 1000), '1', 'Engines kept running at least.', { live: true }),
  MAX_REPLICAS: setting(integer(1, 1000), '6', 'Engines at most.', { live: true }),
  MIN_FREE_REPLICAS: setting(integer(0, 1000), '1', 'Free engines kept beside the busy ones.', {
    live: true,
  }),
  MAX_STREAMS_PER_ENGINE: setting(integer(1, 100), '3', 'Streams one engine takes.', {
    live: true,
    aliases: ['ACEXY_MAX_STREAMS_PER_ENGINE'],
  }),
  STARTUP_TIMEOUT_S: setting(seconds(1, HOUR_S), '60', 'From container start to its first answer.', {
    live: true,
  }),
  ENGINE_GRACE_PERIOD_S: setting(
    seconds(0, WEEK_S),
    '30',
    'Idle time before an engine is rolled, or removed with AUTO_DELETE.',
    { live: true },
  ),
  IDLE_TTL_S: setting(seconds(0, WEEK_S), '600', 'Idle time before an engine over the wanted number goes.', {
    live: true,
  }),
  UNHEALTHY_GRACE_S: setting(seconds(0, WEEK_S), '30', 'Before an idle unhealthy engine is replaced.', {
    live: true,
    aliases: ['HEALTH_UNHEALTHY_GRACE_PERIOD_S'],
  }),
  UNHEALTHY_BUSY_MAX_S: setting(
    seconds(0, WEEK_S),
    '600',
    'Before an unhealthy engine that still delivers is replaced.',
    { live: true },
  ),
  AUTO_DELETE: setting(flag, 'false', 'Idle engines over the wanted number go after ENGINE_GRACE_PERIOD_S.', {
    live: true,
  }),
  ROLL_OUTDATED: setting(
    flag,
    'true',
    'Replace engines that a new one would differ from, one at a time, once idle.',
    { live: true },
  ),
  STOP_ENGINES_ON_EXIT: setting(flag, 'false', 'Remove our engines when we stop.', { live: true }),
  MONITOR_INTERVAL_S: setting(seconds(0.1, HOUR_S), '10', 'Full re-read of the runtime beside its events.', {
    live: true,
  }),
}

const health = {
  HEALTH_CHECK_INTERVAL_S: setting(seconds(0.1, HOUR_S), '30', 'Between two probes of an engine.', {
    live: true,
  }),
  HEALTH_CHECK_TIMEOUT_S: setting(seconds(0.1, 60), '5', 'Before a probe counts as missed.', { live: true }),
  HEALTH_FAILURES: setting(integer(1, 100), '3', 'Misses in a row that make an engine unhealthy.', {
    live: true,
    aliases: ['HEALTH_FAILURE_THRESHOLD'],
  }),
}

const streams = {
  COLLECT_INTERVAL_S: setting(seconds(0.1, HOUR_S), '5', "Between two readings of a stream's statistics.", {
    live: true,
  }),
  STREAM_LOST_AFTER_S: setting(
    seconds(1, WEEK_S),
    '120',
    'Silence after which a stream ends though its engine answers.',
    { live: true },
  ),
  STREAM_ABANDONED_AFTER_S: setting(
    seconds(0, WEEK_S),
    '600',
    'Time without data or a sign of a reader after which a stream is stopped and ends as abandoned; 0: never.',
    { live: true },
  ),
  STATS_RETENTION_DAYS: setting(integer(1, 3650), '365', 'How long stream statistics are kept.', {
    live: true,
  }),
}

const vpn = {
  GLUETUN_CONTAINER_NAME: optional(listOf(containerName), 'Gluetun containers whose network engines join.', {
    unset: 'no VPN',
  }),
  GLUETUN_API_PORT: optional(listOf(port), 'Control server port, one for all or one per container.', {
    unset: "as Gluetun's `HTTP_CONTROL_SERVER_ADDRESS` says",
  }),
  GLUETUN_API_KEY: optional(listOf(key), 'Control server key, one for all or one per container.', {
    unset: 'none',
    redact: hideAll,
  }),
  GLUETUN_API_USER: optional(
    listOf(key),
    'Control server user (basic auth), one for all or one per container.',
    {
      unset: 'none',
      redact: hideAll,
    },
  ),
  GLUETUN_API_PASSWORD: optional(listOf(key), 'Password of that user, one for all or one per container.', {
    unset: 'none',
    redact: hideAll,
  }),
  GLUETUN_HEALTH_CHECK_INTERVAL_S: setting(seconds(0.1, HOUR_S), '5', 'Between two checks of the VPN.', {
    live: true,
  }),
  VPN_RESTART_ENGINES_ON_RECONNECT: setting(flag, 'false', 'Restart engines when the tunnel reconnects.', {
    live: true,
  }),
  PREFERRED_ENGINES_PER_VPN: setting(integer(1, 1000), '10', 'Soft ceiling of engines per VPN container.', {
    live: true,
  }),
  VPN_PORT_CHANGE: setting(
    choice('idle', 'immediately'),
    'idle',
    'When the forwarded engine restarts for a new port.',
    { live: true },
  ),
  VPN_PORT_WATCHDOG: setting(flag, 'false', 'Reconnect the tunnel when it gets no forwarded port for 60 s.', {
    live: true,
  }),
  LEAK_CHECK_URL: optional(url('http', 'https'), "URL that answers this host's public address, to compare.", {
    unset: 'no comparison',
    redact: hideUrlSecrets,
  }),
}

const playback = {
  PROXY: setting(
    choice('on', 'off'),
    'on',
    '`off`: `npm start` and the image run no proxy beside the orchestrator.',
  ),
  PROXY_HOST: setting(host, '127.0.0.1', 'Address the proxy listens on; 0.0.0.0 in the image.'),
  PROXY_PORT: setting(port, '6878', "Port the proxy listens on: an engine's own."),
  PROXY_PUBLIC_URL: optional(url('http', 'https'), 'Address of the proxy as players see it.', {
    unset: 'taken from each request',
    redact: hideUrlCredentials,
  }),
  ORCHESTRATOR_URL: optional(url('http'), 'Where the proxy finds the orchestrator.', {
    unset: '`http://127.0.0.1:<PORT><BASE_PATH>`',
    redact: hideUrlCredentials,
  }),
  LEASE_GRACE_S: setting(
    seconds(0, HOUR_S),
    '300',
    'New streams go to the last known engines for so long while the orchestrator is away.',
  ),
  START_TIMEOUT_S: setting(seconds(1, 600), '45', 'For a stream to begin, all attempts together.'),
  NO_PEERS_TIMEOUT_S: setting(seconds(0.1, 600), '15', 'Without peers, before another engine is tried.'),
  NO_DATA_TIMEOUT_S: setting(
    seconds(0.1, 600),
    '20',
    'With peers but without data, before another engine is tried.',
  ),
  STALL_TIMEOUT_S: setting(
    seconds(0.1, 600),
    '8',
    'Without new data in a running stream, before it is moved.',
  ),
  VIEWER_STALL_S: setting(seconds(0.1, HOUR_S), '20', 'Before a viewer who reads nothing is closed.'),
  EMPTY_GRACE_S: setting(seconds(0, HOUR_S), '10', 'A stream goes on without viewers for so long.'),
  MAX_VIEWERS: optional(integer(1, 100_000), 'Viewers at most, over all streams.', { unset: 'no limit' }),
  MAX_VIEWERS_PER_STREAM: optional(integer(1, 100_000), 'Viewers of one stream at most.', {
    unset: 'no limit',
  }),
  PLAYLIST_HOSTS: optional(listOf(host), 'Hosts from which playlists may be fetched; no effect yet.', {
    unset: 'none',
  }),
  PLAYBACK_KEY: optional(key, 'Key that players must send in the URL, as `?key=`.', {
    unset: 'none',
    redact: hideAll,
  }),
}

const PLAYBACK = 'The playback proxy ([playback.md](playback.md)) reads these.'

const logs = {
  LOG_LEVEL: setting(
    choice('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    'info',
    'Least level that is logged.',
  ),
  LOG_FORMAT: optional(choice('pretty', 'json'), 'Form of the log.', {
    unset: '`pretty` on a terminal, else `json`',
  }),
  ENV_FILE: optional(path, 'File with more settings as NAME=value lines; the environment wins.', {
    unset: 'none',
  }),
}

const alerts = {
  ALERT_LANGUAGE: setting(choice('en', 'es'), 'en', 'Language of messages of the notifiers set here.'),
  ALERT_SEVERITIES: optional(
    listOf(choice('info', 'warning', 'critical')),
    'Incidents that people are told of; sets a rule of its own together with the three below.',
    { unset: 'as the rules of the panel say, at first warning and critical' },
  ),
  ALERT_DELAY_S: setting(seconds(0, 86_400), '60', 'An incident must last so long before people are told.'),
  ALERT_REPEAT_S: optional(seconds(60, WEEK_S), 'Told again each time it has been open for so long.', {
    unset: 'told once',
  }),
  ALERT_QUIET_HOURS: optional(
    matching(/^\d\d?:\d\d-\d\d?:\d\d( \S+)?$/, 'FROM-TO and a time zone, such as 23:00-07:00 Europe/Madrid'),
    'What is not critical waits until these hours are over.',
    { unset: 'none' },
  ),
  ALERT_WEBHOOK_URL: secretUrl('Where alerts are posted as JSON.'),
  ALERT_WEBHOOK_SECRET: secret('Signs them (docs/alerts.md).'),
  ALERT_NTFY_URL: secretUrl('Topic on an ntfy server, such as https://ntfy.sh/my-topic.'),
  ALERT_NTFY_TOKEN: secret('Access token for it.'),
  ALERT_GOTIFY_URL: secretUrl('A Gotify server.'),
  ALERT_GOTIFY_TOKEN: secret("An application's token there."),
  ALERT_TELEGRAM_TOKEN: secret('Token of a Telegram bot.'),
  ALERT_TELEGRAM_CHAT_ID: optional(text, 'Chat that it writes to.', { unset: 'none' }),
  ALERT_DISCORD_URL: secretUrl("A channel's webhook in Discord."),
  ALERT_SLACK_URL: secretUrl('An incoming webhook of Slack.'),
  ALERT_EMAIL_HOST: optional(host, 'Mail server.', { unset: 'none' }),
  ALERT_EMAIL_PORT: setting(port, '587', 'Its port.'),
  ALERT_EMAIL_SECURITY: setting(choice('starttls', 'tls', 'none'), 'starttls', 'How it is secured.'),
  ALERT_EMAIL_USER: optional(text, 'User there.', { unset: 'none' }),
  ALERT_EMAIL_PASSWORD: secret('Password of that user.'),
  ALERT_EMAIL_FROM: optional(text, 'Sender of mails.', { unset: 'none' }),
  ALERT_EMAIL_TO: optional(text, 'Who gets them, comma-separated.', { unset: 'none' }),
  ALERT_MQTT_URL: optional(url('mqtt', 'mqtts', 'ws', 'wss'), 'Broker, for Home Assistant and others.', {
    unset: 'none',
    redact: hideUrlCredentials,
  }),
  ALERT_MQTT_USER: optional(text, 'User there.', { unset: 'none' }),
  ALERT_MQTT_PASSWORD: secret('Password of that user.'),
  ALERT_MQTT_TOPIC: setting(text, 'acestream', 'Topic below which everything is published.'),
}

function secret(doc: string) {
  return optional(text, doc, { unset: 'none', redact: hideAll })
}

/** An address that works as a password. */
function secretUrl(doc: string) {
  return optional(url('http', 'https'), doc, { unset: 'none', redact: hideAll })
}

const ALERTS = 'What people are told of incidents ([alerts.md](alerts.md)); the panel can set more.'

/** All settings by section, in the order in which people read them. Defaults: see the API's settings page. */
export const SECTIONS: readonly {
  readonly title: string
  /** What must be known of all of its settings. */
  readonly about?: string
  readonly settings: Readonly<Record<string, Setting<unknown>>>
}[] = [
  { title: 'HTTP server', settings: http },
  { title: 'Access', settings: access },
  { title: 'Storage', settings: storage },
  { title: 'Runtime', settings: runtime },
  { title: 'Kubernetes', settings: kubernetes },
  { title: 'Engines', settings: engines },
  { title: 'Engine ports', settings: ranges },
  { title: 'How many engines', settings: scaling },
  { title: 'Health', settings: health },
  { title: 'Streams', settings: streams },
  { title: 'VPN', settings: vpn },
  { title: 'Playback', about: PLAYBACK, settings: playback },
  { title: 'Alerts', about: ALERTS, settings: alerts },
  { title: 'Logs and files', settings: logs },
]

export const SETTINGS = {
  ...http,
  ...access,
  ...storage,
  ...runtime,
  ...kubernetes,
  ...engines,
  ...ranges,
  ...scaling,
  ...health,
  ...streams,
  ...vpn,
  ...playback,
  ...alerts,
  ...logs,
}

export type SettingName = keyof typeof SETTINGS

/** Every setting's parsed value. */
export type Values = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends Setting<infer T> ? T : never
}
