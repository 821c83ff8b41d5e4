import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formatEffective } from './effective.ts'
import { ConfigError } from './fault.ts'
import { loadConfig, type Surroundings } from './load.ts'
import { SETTINGS } from './schema.ts'

const noFiles: Partial<Surroundings> = {
  arch: 'x64',
  isTerminal: false,
  readFile: (path) => {
    throw new Error(`no such file: ${path}`)
  },
}

function load(environment: Record<string, string>, surroundings: Partial<Surroundings> = {}) {
  return loadConfig(environment, { ...noFiles, ...surroundings })
}

function faultsOf(environment: Record<string, string>, surroundings: Partial<Surroundings> = {}) {
  try {
    load(environment, surroundings)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.faults
  }
  return []
}

describe('what other programs put into the environment', () => {
  test('an image of an older server in ENGINE_VARIANT is ignored with a line that says what replaces it', () => {
    for (const variant of ['AceServe-amd64', 'aceserve-ARM64', 'jopsis-amd64']) {
      const { warnings } = load({ ENGINE_VARIANT: variant })
      assert.equal(warnings.length, 1)
      assert.match(warnings[0] ?? '', /use TARGET_IMAGE/)
    }
    assert.equal(faultsOf({ ENGINE_VARIANT: 'arguments' }).length, 1)
  })

  test('Kubernetes service links are ignored with one line', () => {
    const { config, warnings } = load({
      APP_PORT: 'tcp://10.43.0.7:8000',
      GLUETUN_API_PORT: 'tcp://10.43.0.8:8000',
      APP_PORT_8000_TCP_ADDR: '10.43.0.7',
      GLUETUN_SERVICE_HOST: '10.43.0.8',
      GLUETUN_API_PORT_8000_TCP: 'tcp://10.43.0.8:8000',
    })
    assert.equal(config.http.port, 8000)
    assert.equal(warnings.length, 1)
    assert.match(warnings[0] ?? '', /APP_PORT=.*GLUETUN_API_PORT=.*service link/)
    assert.deepEqual(load({ DOCKER_HOST: 'tcp://127.0.0.1:2375' }).warnings, [])
  })
})

describe('secrets in files', () => {
  const secrets: Partial<Surroundings> = {
    readFile: (path) =>
      ({ '/run/secrets/k': 'abcdefghijklmnop\n', '/empty': '\n', '/bad': 'two words' })[path] ??
      assert.fail(`no such file: ${path}`),
  }

  test('every setting that hides its value has a _FILE form: read, trimmed and hidden', () => {
    const { config, warnings, effective } = load({ API_KEY_FILE: '/run/secrets/k' }, secrets)
    assert.equal(config.access.apiKey, 'abcdefghijklmnop')
    assert.deepEqual(warnings, [])
    assert.doesNotMatch(formatEffective(effective), /abcdefghijklmnop/)
    for (const [name, row] of Object.entries(SETTINGS))
      if (row.redact)
        assert.equal(faultsOf({ [`${name}_FILE`]: '/none' }, secrets)[0]?.variable, `${name}_FILE`)
  })

  test('a file that is empty, missing or holds no such value is a fault that shows no secret', () => {
    for (const path of ['/empty', '/missing', '/bad']) {
      const [fault] = faultsOf({ API_KEY_FILE: path }, secrets)
      assert.equal(fault?.variable, 'API_KEY_FILE')
      assert.doesNotMatch(JSON.stringify(fault), /two words/)
    }
  })
})

test('paths that no file or browser takes as they are meant are refused', () => {
  const bad = { BASE_PATH: '/../x', DATA_DIR: '/data\u0000', DOCKER_CERT_PATH: '/a\nb' }
  for (const [name, value] of Object.entries(bad)) assert.equal(faultsOf({ [name]: value }).length, 1, name)
  for (const value of ['/./x', '/x/..', '..']) assert.equal(faultsOf({ BASE_PATH: value }).length, 1, value)
  for (const value of ['/ace.d/x', '/..x', '/']) assert.equal(faultsOf({ BASE_PATH: value }).length, 0, value)
})

for (const path of ['/dev/zero', '/dev'])
  test(`ENV_FILE=${path} is refused at once`, () => {
    assert.throws(() => loadConfig({ ENV_FILE: path }), /must be a regular file/)
  })

describe('defaults', () => {
  test('every default is a value that its own setting allows', () => {
    for (const [name, row] of Object.entries(SETTINGS))
      if (row.fallback !== null) assert.notEqual(row.kind.parse(row.fallback), undefined, name)
  })

  test('an empty environment gives the documented defaults without a warning', () => {
    const { config, warnings } = load({})
    assert.deepEqual(warnings, [])
    assert.deepEqual(config.http, {
      host: '127.0.0.1',
      port: 8000,
      basePath: '',
      publicUrl: null,
      trustProxy: false,
    })
    assert.deepEqual(config.ranges, {
      http: { first: 19000, last: 19999 },
      https: { first: 22000, last: 22999 },
      api: { first: 20000, last: 20999 },
      p2p: { first: 21000, last: 21999 },
    })
    assert.equal(config.provisioning.idleTtlMs, 600_000)
    assert.equal(config.engines.publishIp, '127.0.0.1')
    assert.deepEqual(config.gluetun.containers, [])
  })

  test('the image depends on the CPU, and what may be provisioned on the image', () => {
    assert.equal(load({}).config.engines.image, 'ghcr.io/martinbjeldbak/acestream-http-proxy:latest')
    assert.equal(load({}, { arch: 'arm64' }).config.engines.image, 'jopsis/aceserve:latest')
    assert.deepEqual(load({ TARGET_IMAGE: 'mine:1' }).config.access.provisionImages, ['mine:1'])
  })

  test('logs are pretty on a terminal and JSON elsewhere', () => {
    assert.equal(load({}).config.log.format, 'json')
    assert.equal(load({}, { isTerminal: true }).config.log.format, 'pretty')
  })

  test('a setting given empty counts as unset', () => {
    assert.equal(load({ PORT: '', API_KEY: '  ' }).config.http.port, 8000)
  })
})

describe('where values come from', () => {
  const readFile = () => '# ours\nexport PORT=9001\nMIN_REPLICAS="2" # two\nINSTANCE=from-file\n'

  test('the file fills what the environment leaves out, an empty variable included', () => {
    const { config } = load({ ENV_FILE: '.env', INSTANCE: 'from-environment', PORT: '' }, { readFile })
    assert.equal(config.http.port, 9001)
    assert.equal(config.provisioning.minReplicas, 2)
    assert.equal(config.engines.instance, 'from-environment')
  })

  test('a file that is missing or has a line that is no variable is a fault', () => {
    assert.deepEqual(faultsOf({ ENV_FILE: 'x.env' }), [
      { variable: 'ENV_FILE', value: 'x.env', problem: 'no such file: x.env' },
    ])
    const [fault] = faultsOf({ ENV_FILE: 'x.env' }, { readFile: () => 'PORT=1\nnonsense\n' })
    assert.equal(fault?.problem, 'not NAME=value in line 2')
  })

  test('an older name is accepted, used and warned about', () => {
    const { config, warnings } = load({ APP_PORT: '9002' })
    assert.equal(config.http.port, 9002)
    assert.deepEqual(warnings, ['APP_PORT is an older name of PORT; its value is used'])
  })

  test('the newer name wins over the older one', () => {
    assert.equal(load({ APP_PORT: '9002', PORT: '9003' }).config.http.port, 9003)
  })

  test('the database of an older server is left alone and ours is put beside it', () => {
    const { config, warnings } = load({ DB_URL: 'sqlite:////app/data/orchestrator.db' })
    assert.equal(config.storage.dataDir, '/app/data/acestream-orchestrator')
    assert.match(warnings.join(), /DB_URL was a setting of an older server: that database is left untouched/)
    assert.equal(load({ DB_URL: 'sqlite:////a/b.db', DATA_DIR: '/d' }).config.storage.dataDir, '/d')
  })

  test('an image variant of an older server is ignored with a warning', () => {
    const { config, warnings } = load({ ENGINE_VARIANT: 'krinkuto11-amd64' })
    assert.equal(config.engines.variant, null)
    assert.match(warnings.join(), /use TARGET_IMAGE/)
  })
})

describe('unknown variables', () => {
  const cases: readonly [given: string, meant: string | null][] = [
    ['MIN_REPLICA', 'MIN_REPLICAS'],
    ['MAX_REPLCIAS', 'MAX_REPLICAS'],
    ['GLUETUN_APIKEY', 'GLUETUN_API_KEY'],
    ['ENGINE_IMAGE', 'ENGINE_ARGS'],
    ['IDLE_TTL', 'IDLE_TTL_S'],
    ['HOME', null],
    ['PATH', null],
    ['HOSTNAME', null],
    ['LANG', null],
    ['DOCKER_CONFIG', null],
    ['XDG_DATA_DIRS', null],
    ['npm_config_cache', null],
  ]
  for (const [given, meant] of cases)
    test(meant === null ? `${given} is not ours` : `${given} is warned about as ${meant}`, () => {
      const { warnings } = load({ [given]: 'x' })
      if (meant === null) assert.deepEqual(warnings, [])
      else assert.match(warnings.join(), new RegExp(`${given} is not a known setting; did you mean`))
      if (meant !== null && given !== 'ENGINE_IMAGE')
        assert.match(warnings.join(), new RegExp(`${meant}\\?$`))
    })
})

describe('faults', () => {
  test('all of them are in one error, each with variable, value and what is allowed', () => {
    const environment = { PORT: '70000', RUNTIME: 'podman', AUTO_DELETE: 'maybe', ENGINE_MEMORY_LIMIT: '1x' }
    assert.deepEqual(
      faultsOf(environment).map(({ variable }) => variable),
      ['PORT', 'RUNTIME', 'ENGINE_MEMORY_LIMIT', 'AUTO_DELETE'],
    )
    assert.throws(() => load(environment), {
      name: 'ConfigError',
      message: /4 settings are wrong:\n {2}PORT=70000: allowed: a whole number from 1 to 65535\n/,
    })
  })

  test('no secret appears in the error', () => {
    const environment = {
      API_KEY: 'se cret',
      GLUETUN_API_PASSWORD: 'se cret',
      PLAYBACK_KEY: 'se cret',
      PORT: 'x',
    }
    assert.throws(
      () => load(environment),
      (error: Error) => !error.message.includes('cret'),
    )
    assert.equal(faultsOf(environment).length, 4)
  })

  test('the variable is named as the operator wrote it', () => {
    assert.equal(faultsOf({ APP_PORT: 'x' })[0]?.variable, 'APP_PORT')
  })

  const clashCases: readonly [
    title: string,
    environment: Record<string, string>,
    variables: readonly string[],
  ][] = [
    ['MIN_REPLICAS above MAX_REPLICAS', { MIN_REPLICAS: '7' }, ['MIN_REPLICAS']],
    ['MIN_FREE_REPLICAS above MAX_REPLICAS', { MIN_FREE_REPLICAS: '7' }, ['MIN_FREE_REPLICAS']],
    ['a range smaller than MAX_REPLICAS', { PORT_RANGE_HOST: '19000-19004' }, ['PORT_RANGE_HOST']],
    ['ranges that overlap', { ACE_P2P_RANGE: '20500-21500' }, ['ACE_P2P_RANGE']],
    ['a remote Docker without ENGINE_PUBLISH_IP', { DOCKER_HOST: 'tcp://nas:2375' }, ['ENGINE_PUBLISH_IP']],
    ['local processes without a command', { RUNTIME: 'process' }, ['ENGINE_COMMAND']],
    ['one container named twice', { GLUETUN_CONTAINER_NAME: 'vpn,vpn' }, ['GLUETUN_CONTAINER_NAME']],
    [
      'two keys for three containers',
      { GLUETUN_CONTAINER_NAME: 'a,b,c', GLUETUN_API_KEY: 'k1,k2' },
      ['GLUETUN_API_KEY'],
    ],
    ['a user without a password', { GLUETUN_API_USER: 'me' }, ['GLUETUN_API_USER']],
    [
      'a real VPN with local processes',
      { RUNTIME: 'process', ENGINE_COMMAND: 'x', GLUETUN_CONTAINER_NAME: 'vpn' },
      ['GLUETUN_CONTAINER_NAME'],
    ],
  ]
  for (const [title, environment, variables] of clashCases)
    test(`${title} is a fault`, () => {
      assert.deepEqual(
        faultsOf(environment).map(({ variable }) => variable),
        variables,
      )
    })

  test('a clash with a faulty setting is not reported on top of it', () => {
    assert.deepEqual(
      faultsOf({ MAX_REPLICAS: '0', MIN_REPLICAS: '7' }).map(({ variable }) => variable),
      ['MAX_REPLICAS'],
    )
  })

  test('a Docker on this machine needs no ENGINE_PUBLISH_IP', () => {
    for (const DOCKER_HOST of ['tcp://127.0.0.1:2375', 'tcp://localhost:2375', 'unix:///run/x.sock'])
      assert.deepEqual(faultsOf({ DOCKER_HOST }), [])
  })

  test('an emulated VPN that is recorded in DATA_DIR is allowed with local processes', () => {
    const environment = {
      RUNTIME: 'process',
      ENGINE_COMMAND: 'x',
      GLUETUN_CONTAINER_NAME: 'vpn',
      DATA_DIR: '/d',
    }
    const read: string[] = []
    assert.deepEqual(faultsOf(environment, { readFile: (path) => String(read.push(path)) }), [])
    assert.deepEqual(read, ['/d/vpn/vpn.json'])
  })
})

describe('gluetun', () => {
  test('one value serves all containers, several serve one each', () => {
    const { config } = load({
      GLUETUN_CONTAINER_NAME: 'a, b',
      GLUETUN_API_PORT: '8001',
      GLUETUN_API_KEY: 'k1,k2',
    })
    assert.deepEqual(config.gluetun.containers, [
      { name: 'a', apiPort: 8001, credentials: { kind: 'api_key', key: 'k1' } },
      { name: 'b', apiPort: 8001, credentials: { kind: 'api_key', key: 'k2' } },
    ])
  })

  test('user and password make basic auth', () => {
    const { config } = load({
      GLUETUN_CONTAINER_NAME: 'a',
      GLUETUN_API_USER: 'me',
      GLUETUN_API_PASSWORD: 'pw',
    })
    assert.deepEqual(config.gluetun.containers[0]?.credentials, { kind: 'basic', user: 'me', password: 'pw' })
  })
})

describe('what is printed at start', () => {
  test('it shows every setting with its origin and no secret', () => {
    const secrets = {
      API_KEY: 'tell-nobody-1',
      PLAYBACK_KEY: 'tell-nobody-2',
      GLUETUN_API_KEY: 'tell-nobody-3',
      GLUETUN_API_PASSWORD: 'tell-nobody-4',
      GLUETUN_API_USER: 'me',
      ENGINE_ENV: 'PASSWORD=tell-nobody-5 B="tell-nobody-6 x"',
      ENGINE_ARGS: '--password tell-nobody-7 --access-token=tell-nobody-8',
      PUBLIC_URL: 'https://me:tell-nobody-9@tv.example',
      LEAK_CHECK_URL: 'https://ip.example/json?token=tell-nobody-10',
    }
    const { effective } = load({ ...secrets, PORT: '9000' })
    const tree = formatEffective(effective)
    assert.doesNotMatch(tree, /tell-nobody/)
    assert.match(tree, /PORT: 9000 \(environment\)/)
    assert.match(tree, /HOST: 127\.0\.0\.1$/m)
    assert.equal(effective.length, Object.keys(SETTINGS).length)
  })

  test('who may frame the panel is named by origin', () => {
    const framers = (text: string) => load({ FRAME_ANCESTORS: text }).config.access.frameAncestors
    assert.deepEqual(framers('self, https://home.example:8123/'), ["'self'", 'https://home.example:8123'])
    for (const text of ['*', 'home.example', "https://a.example; script-src 'unsafe-inline'"])
      assert.equal(faultsOf({ FRAME_ANCESTORS: text }).length, 1, text)
  })

  test('what opens the house is warned about', () => {
    assert.match(load({ AUTH: 'off' }).warnings.join(), /AUTH=off: everybody/)
    assert.match(load({ API_KEY: 'fifteen-letters' }).warnings.join(), /API_KEY has 15 characters/)
    assert.deepEqual(load({ API_KEY: 'sixteen-letters!' }).warnings, [])
    assert.match(load({ PORT: '19001' }).warnings.join(), /PORT 19001 lies in the range/)
  })
})

test('settings of playback start without a fault or a warning', () => {
  const { warnings, config } = load({
    MAX_VIEWERS: '5',
    PLAYBACK_KEY: 'hunter22',
    PROXY_PUBLIC_URL: 'http://tv.lan/',
  })
  assert.deepEqual(warnings, [])
  const { isOn, port, publicUrl } = config.playback
  assert.deepEqual({ isOn, port, publicUrl }, { isOn: true, port: 6878, publicUrl: 'http://tv.lan' })
})

test('the proxy needs a port of its own, unless there is none', () => {
  assert.throws(() => load({ PORT: '6878' }), /PROXY_PORT.*must differ from PORT/)
  assert.equal(load({ PORT: '6878', PROXY: 'off' }).config.playback.isOn, false)
})
