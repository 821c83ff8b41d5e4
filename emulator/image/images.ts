/** A part of the image configuration of the Docker Engine; durations are nanoseconds. */
export interface ImageConfig {
  readonly Env: readonly string[]
  readonly Entrypoint?: readonly string[]
  readonly Cmd?: readonly string[]
  readonly WorkingDir?: string
  readonly ExposedPorts: Readonly<Record<string, object>>
  readonly Healthcheck?: object
}

const PATH = 'PATH=/usr/local/bin'
const SECOND = 1_000_000_000
const ENGINE = '/acestream/start-engine'

/**
 * Each starts as the images it stands for do (docs/reference/acestream-engine.md 8.2). Only `command` has no entrypoint: that
 * tells how it wants its settings to whoever does not know it by name.
 */
export const IMAGES = {
  'acestream-emulator:args': engine('args', {
    Entrypoint: [ENGINE],
    Cmd: ['--client-console', '--bind-all'],
  }),
  'acestream-emulator:command': engine('command', {
    Cmd: ['python', 'main.py', '--bind-all', '--disable-sentry', '--log-stdout', '--disable-upnp'],
    WorkingDir: '/acestream',
  }),
  'acestream-emulator:extra-flags': engine('extra-flags', { Entrypoint: [ENGINE] }, [
    'ALLOW_REMOTE_ACCESS=no',
  ]),
  'acestream-emulator:http-port-env': engine('http-port-env', { Entrypoint: [ENGINE] }),
  'acestream-emulator:conf-env': engine('conf-env', { Entrypoint: [ENGINE] }),
  'acestream-emulator:acestream-args': engine('acestream-args', { Entrypoint: [ENGINE] }, [
    'ACESTREAM_ARGS=--client-console --bind-all',
  ]),
  'gluetun-emulator:latest': {
    Env: [
      PATH,
      'VPN_SERVICE_PROVIDER=protonvpn',
      'VPN_TYPE=wireguard',
      'VPN_PORT_FORWARDING=off',
      'HTTP_CONTROL_SERVER_ADDRESS=:8000',
      'HTTP_CONTROL_SERVER_AUTH_DEFAULT_ROLE={}',
      'HEALTH_SERVER_ADDRESS=127.0.0.1:9999',
      'HTTPPROXY=off',
      'SHADOWSOCKS=off',
    ],
    Entrypoint: ['/gluetun-entrypoint'],
    ExposedPorts: { '8000/tcp': {}, '8388/tcp': {}, '8388/udp': {}, '8888/tcp': {} },
    Healthcheck: {
      Test: ['CMD', '/gluetun-entrypoint', 'healthcheck'],
      Interval: 5 * SECOND,
      Timeout: 5 * SECOND,
      StartPeriod: 10 * SECOND,
      Retries: 3,
    },
  },
} satisfies Readonly<Record<string, ImageConfig>>

export type ImageName = keyof typeof IMAGES

function engine(
  recipe: string,
  start: Pick<ImageConfig, 'Entrypoint' | 'Cmd' | 'WorkingDir'>,
  env: readonly string[] = [],
): ImageConfig {
  return {
    Env: [PATH, `EMULATOR_RECIPE=${recipe}`, ...env],
    ExposedPorts: { '6878/tcp': {}, '8621/tcp': {}, '8621/udp': {} },
    ...start,
  }
}
