import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { EngineSpec, Variant } from '../ports.ts'
import { VARIANTS } from '../ports.ts'
import { chooseVariant, recipe } from './variant.ts'

const PORTS = { http: 19001, https: 22001, api: 20001, p2p: 21001 }
const PORT_FLAGS = [
  '--http-port=19001',
  '--https-port=22001',
  '--api-port=20001',
  '--port=21001',
  '--bind-all',
]
const MEMORY_CACHE = ['--live-cache-type=memory', '--live-mem-cache-size=104857600']
const NATIVE = ['--client-console', ...MEMORY_CACHE, '--cache-limit=1', '--log-stdout']
const ANDROID = [...MEMORY_CACHE, '--disable-sentry', '--disable-upnp', '--log-stdout']

function aSpec(change: Partial<EngineSpec> = {}): EngineSpec {
  return {
    name: 'acestream-1',
    image: 'local/engine:1',
    variant: 'args',
    args: [],
    env: {},
    labels: {},
    ports: PORTS,
    network: { kind: 'own', network: null, publishIp: '127.0.0.1' },
    memoryLimitBytes: null,
    cpuLimit: null,
    publishHttps: false,
    ...change,
  }
}

const IMAGES: readonly (readonly [image: string, variant: Variant])[] = [
  ['ghcr.io/martinbjeldbak/acestream-http-proxy:latest', 'extra-flags'],
  ['martinbjeldbak/acestream-http-proxy', 'extra-flags'],
  ['registry.local:5000/martinbjeldbak/acestream-http-proxy@sha256:00', 'extra-flags'],
  ['ghcr.io/krinkuto11/acestream-http-proxy:latest', 'http-port-env'],
  ['smarquezp/docker-acestream-ubuntu-home:latest', 'http-port-env'],
  ['ghcr.io/krinkuto11/nano-ace:3.1.74', 'command'],
  ['ghcr.io/krinkuto11/acestream:latest-arm64', 'command'],
  ['jopsis/aceserve:latest', 'command'],
  ['docker.io/jopsis/aceserve', 'command'],
  ['jopsis/acestream:x64', 'acestream-args'],
  ['jopsis/acestream:x64-v3.2.11@sha256:00', 'acestream-args'],
  ['jopsis/acestream:arm64-v3.2.14', 'command'],
  ['trexx/docker-acestream-engine', 'command'],
  ['vstavrinov/acestream-engine', 'command'],
  ['wafy80/acestream:latest', 'args'],
  ['blaiseio/acelink:2.0', 'args'],
  ['magnetikonline/acestream-server:3.1.49', 'args'],
]

for (const [image, variant] of IMAGES)
  test(`${image} takes its settings as ${variant}, whatever entrypoint it has`, () => {
    assert.equal(chooseVariant(image, null, true), variant)
    assert.equal(chooseVariant(image, null, false), variant)
  })

test('an unknown image gets flags where it has an entrypoint, else a whole command', () => {
  assert.equal(chooseVariant('somebody/engine', null, true), 'args')
  assert.equal(chooseVariant('somebody/engine', null, false), 'command')
  assert.equal(chooseVariant('evil-martinbjeldbak/acestream-http-proxy', null, true), 'args')
})

test('ENGINE_VARIANT stands above everything known of the image', () => {
  assert.equal(chooseVariant('jopsis/aceserve', 'conf-env', false), 'conf-env')
})

test('args: flags alone, since the entrypoint is the engine', () => {
  assert.deepEqual(recipe(aSpec({ image: 'wafy80/acestream' })), {
    cmd: [...NATIVE, ...PORT_FLAGS],
    env: { ALLOW_REMOTE_ACCESS: 'yes' },
  })
})

const COMMANDS: readonly (readonly [image: string, cmd: readonly string[]])[] = [
  ['jopsis/aceserve:latest', ['python', 'main.py', ...ANDROID]],
  ['ghcr.io/krinkuto11/acestream:latest-amd64', ['python', 'main.py', ...ANDROID]],
  ['jopsis/acestream:arm64-v3.2.14', ['python', 'main.py', ...ANDROID]],
  ['somebody/without-entrypoint', ['python', 'main.py', ...ANDROID]],
  ['ghcr.io/krinkuto11/nano-ace', ['/acestream/acestreamengine', ...NATIVE]],
  ['trexx/docker-acestream-engine', ['/app/start-engine', ...NATIVE]],
  [
    'vstavrinov/acestream-engine',
    ['sh', '-c', 'mkdir -p /dev/shm/.ACEStream; exec ./start-engine "$@"', 'start-engine', ...NATIVE],
  ],
]

for (const [image, cmd] of COMMANDS)
  test(`command: ${image} is started as ${cmd[0]} with its defaults said again`, () => {
    assert.deepEqual(recipe(aSpec({ image, variant: 'command' })).cmd, [...cmd, ...PORT_FLAGS])
  })

test('command: the words of ENGINE_ARGS before its first flag are the executable', () => {
  const native = recipe(aSpec({ variant: 'command', args: ['/opt/ace/start-engine', '--login=a'] }))
  assert.deepEqual(native.cmd, ['/opt/ace/start-engine', ...NATIVE, '--login=a', ...PORT_FLAGS])
  const android = recipe(aSpec({ variant: 'command', args: ['python3', '/srv/main.py'] }))
  assert.deepEqual(android.cmd, ['python3', '/srv/main.py', ...ANDROID, ...PORT_FLAGS])
})

test('extra-flags: one variable, and access from other containers', () => {
  assert.deepEqual(
    recipe(
      aSpec({
        image: 'martinbjeldbak/acestream-http-proxy',
        variant: 'extra-flags',
        args: ['--max-peers=40'],
      }),
    ),
    {
      env: {
        ALLOW_REMOTE_ACCESS: 'yes',
        EXTRA_FLAGS: [...NATIVE, '--max-peers=40', ...PORT_FLAGS].join(' '),
      },
    },
  )
})

test('http-port-env: a variable for each setting, and CONF for older builds of the same name', () => {
  assert.deepEqual(recipe(aSpec({ variant: 'http-port-env', env: { INTERNAL_BUFFERING: '5' } })), {
    env: {
      ALLOW_REMOTE_ACCESS: 'yes',
      INTERNAL_BUFFERING: '5',
      CACHE_LIMIT: '1',
      HTTP_PORT: '19001',
      HTTPS_PORT: '22001',
      P2P_PORT: '21001',
      BIND_ALL: 'true',
      CONF: [...NATIVE, ...PORT_FLAGS].join('\n'),
    },
  })
})

test('conf-env: one flag per line, after those a client of the older server sends', () => {
  const { env, cmd } = recipe(
    aSpec({ variant: 'conf-env', env: { CONF: '--http-port=6879\n--https-port=6880\n--bind-all' } }),
  )
  assert.equal(cmd, undefined)
  assert.deepEqual(env['CONF']?.split('\n'), [
    ...NATIVE,
    '--http-port=6879',
    '--https-port=6880',
    '--bind-all',
    ...PORT_FLAGS,
  ])
})

test('acestream-args: one variable of its own name', () => {
  const { env } = recipe(aSpec({ image: 'jopsis/acestream:x64', variant: 'acestream-args' }))
  assert.equal(env['ACESTREAM_ARGS'], [...NATIVE, ...PORT_FLAGS].join(' '))
})

test("the container's ports stand last, so that nothing an operator or caller gives can move them", () => {
  const words = fc.array(
    fc.constantFrom('--http-port=1', '--port=2', '--api-port', '3', '--https-port=4', 'x'),
  )
  fc.assert(
    fc.property(fc.constantFrom(...VARIANTS), words, words, (variant, args, given) => {
      const env = {
        CONF: given.join('\n'),
        EXTRA_FLAGS: given.join(' '),
        HTTP_PORT: '1',
        ACESTREAM_ARGS: given.join(' '),
      }
      const made = recipe(aSpec({ variant, args, env }))
      const flags = made.cmd ?? flagsInEnvironment(variant, made.env)
      assert.deepEqual(flags.slice(-PORT_FLAGS.length), PORT_FLAGS)
      if (variant === 'http-port-env') assert.equal(made.env['HTTP_PORT'], '19001')
    }),
  )
})

function flagsInEnvironment(variant: Variant, env: Readonly<Record<string, string>>): string[] {
  if (variant === 'extra-flags') return (env['EXTRA_FLAGS'] ?? '').split(' ')
  if (variant === 'acestream-args') return (env['ACESTREAM_ARGS'] ?? '').split(' ')
  return (env['CONF'] ?? '').split('\n')
}
