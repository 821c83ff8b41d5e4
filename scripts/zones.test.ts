import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, test } from 'node:test'
import { ROOT } from './repository.ts'

/** One part of the house and whom it may know. A file belongs to the first zone that holds its path. */
interface Zone {
  readonly name: string
  readonly folders: readonly string[]
  /** Other zones it may import, by name; its own folder always. Several folders of a zone don't know each other if `apart`. */
  readonly knows: readonly string[]
  readonly apart?: boolean
  /** Packages and `node:` modules. */
  readonly packages: RegExp
  /** It may read the wall clock and set bare timers. */
  readonly time?: boolean
}

const DOMAIN = [
  'engines',
  'provisioning',
  'health',
  'streams',
  'playback',
  'vpn',
  'journal',
  'history',
  'incidents',
  'alerts',
  'doctor',
]
const EDGES = [
  'runtime/docker',
  'runtime/process',
  'runtime/kubernetes',
  'acestream',
  'gluetun',
  'store',
  'host',
  'backup',
]
const server = (names: readonly string[]) => names.map((name) => `server/src/${name}/`)

const NOTHING = /^$/
const NODE = /^node:/

/** `panel -> contract <- api, proxy -> domain -> lib`; edges implement the domain's ports and are named only in app. */
const ZONES: readonly Zone[] = [
  // Why things are as they are and what happens: what decides and what is shown share these codes.
  {
    name: 'reasons',
    folders: ['contract/src/reasons/', 'contract/src/events/'],
    knows: [],
    packages: /^typebox(\/|$)/,
  },
  // Two readers of the same sentences: the panel's fetched language and alerts in Spanish.
  { name: 'spanish', folders: ['contract/src/spanish/'], knows: ['reasons'], packages: NOTHING },
  { name: 'contract', folders: ['contract/src/'], knows: ['reasons'], packages: /^typebox(\/|$)/ },
  {
    name: 'panel',
    folders: ['panel/src/'],
    knows: ['contract', 'reasons', 'spanish'],
    packages: /^(?!node:|fastify)/,
    time: true,
  },
  { name: 'emulator', folders: ['emulator/'], knows: [], packages: NODE, time: true },
  // The data plane is a process of its own: it knows the server by the contract alone.
  {
    name: 'proxy',
    folders: ['proxy/src/'],
    knows: ['contract', 'reasons'],
    packages: NODE,
    time: true,
  },
  { name: 'lib', folders: server(['lib']), knows: ['reasons'], packages: NODE },
  { name: 'domain', folders: server(DOMAIN), knows: ['reasons', 'lib'], packages: NOTHING },
  { name: 'wording', folders: server(['wording']), knows: ['reasons'], packages: NOTHING },
  { name: 'config', folders: server(['config']), knows: ['reasons', 'domain', 'lib'], packages: NODE },
  // What holds of defaults, panel and environment: pure, over the table of settings.
  {
    name: 'settings',
    folders: server(['settings']),
    knows: ['reasons', 'config', 'domain', 'lib'],
    packages: NOTHING,
  },
  { name: 'http', folders: server(['http']), knows: ['lib'], packages: NODE, time: true },
  // What every runtime that is asked over HTTP does alike.
  {
    name: 'runtimes',
    folders: server(['runtime/common']),
    knows: ['reasons', 'domain', 'lib'],
    packages: NODE,
  },
  {
    name: 'edge',
    folders: server(EDGES),
    knows: ['reasons', 'domain', 'http', 'runtimes', 'lib'],
    apart: true,
    packages: /^(node:|yaml$)/,
    time: true,
  },
  // Ways to people: an edge that brings libraries of its own.
  {
    name: 'notifiers',
    folders: server(['notifiers']),
    knows: ['reasons', 'domain', 'http', 'lib'],
    packages: /^(node:|mqtt$|nodemailer$|web-push$)/,
    time: true,
  },
  {
    name: 'inbound',
    folders: server(['api', 'proxy']),
    knows: ['contract', 'reasons', 'wording', 'config', 'settings', 'domain', 'lib'],
    packages: /^(node:|fastify(\/|$)|@fastify\/|fastify-plugin$|prom-client$|typebox(\/|$)|ajv(\/|$))/,
    time: true,
  },
  {
    name: 'app',
    folders: server(['app']),
    knows: [
      'contract',
      'reasons',
      'spanish',
      'wording',
      'config',
      'settings',
      'domain',
      'edge',
      'notifiers',
      'http',
      'inbound',
      'lib',
    ],
    packages: /^(node:|pino|fastify$)/,
  },
  {
    name: 'main',
    folders: ['main', 'cleanup', 'backup', 'restore', 'doctor', 'version'].map(
      (name) => `server/src/${name}.ts`,
    ),
    knows: ['app', 'contract', 'wording', 'config', 'settings', 'edge', 'inbound', 'lib'],
    packages: NODE,
    time: true,
  },
]

/** The one place that wraps the clock. */
const CLOCK = 'server/src/lib/clock.ts'

/** Builders and fakes that tests share. */
const TEST_KIT = ['proxy/test/', 'testing/']

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s+['"]([^'"]+)['"]/g
const BARE_TIME = /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bset(?:Timeout|Interval)\s*\(/g
const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(])\/\/.*$/gm

interface Source {
  readonly path: string
  readonly zone: Zone | undefined
  readonly isTest: boolean
  readonly code: string
}

const SOURCES: readonly Source[] = globSync(
  '{contract/src,panel/src,server/src,proxy/src,emulator}/**/*.{ts,tsx}',
  {
    cwd: ROOT,
  },
).map((path) => ({
  path,
  zone: zoneOf(path),
  isTest: /\.test\.tsx?$/.test(path),
  code: readFileSync(join(ROOT, path), 'utf8').replace(COMMENT, ''),
}))

function zoneOf(path: string): Zone | undefined {
  return ZONES.find(({ folders }) => folders.some((folder) => path.startsWith(folder)))
}

function importsOf({ code }: Source): string[] {
  return [...code.matchAll(IMPORT)].map(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? '')
}

/** The repository's path that an import means, or undefined for a package. */
function targetOf(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return normalize(join(dirname(path), specifier))
  const [, workspace, rest] = /^@acestream-orchestrator\/(\w+)\/(.+)$/.exec(specifier) ?? []
  if (workspace === undefined) return undefined
  return workspace === 'testing' ? `testing/${rest}.ts` : `${workspace}/src/${rest}.ts`
}

/** Why the import is not allowed, or undefined. Tests may use any package, but know no more of the house. */
function fault({ path, zone, isTest }: Source, specifier: string): string | undefined {
  if (!zone) return 'belongs to no zone'
  const target = targetOf(path, specifier)
  if (target === undefined)
    return isTest || zone.packages.test(specifier) ? undefined : 'that package is not for it'
  const other = zoneOf(target)
  if (isTest && TEST_KIT.some((folder) => target.startsWith(folder))) return undefined
  if (!other) return 'its target belongs to no zone'
  if (other !== zone)
    return zone.knows.includes(other.name) ? undefined : `${zone.name} does not know ${other.name}`
  const folderOf = (one: string) => zone.folders.find((folder) => one.startsWith(folder))
  return zone.apart && folderOf(path) !== folderOf(target) ? 'edges do not know each other' : undefined
}

describe('zones', () => {
  test('there is something to look at', () => {
    assert.ok(SOURCES.length > 100, `${SOURCES.length} files`)
    assert.ok(SOURCES.flatMap(importsOf).length > 300)
  })

  test('every import stays within what its zone may know', () => {
    const faults = SOURCES.flatMap((source) =>
      importsOf(source).flatMap((specifier) => {
        const why = fault(source, specifier)
        return why === undefined ? [] : [`${source.path} imports ${specifier}: ${why}`]
      }),
    )
    assert.deepEqual(faults, [])
  })

  test('time is injected everywhere but in the clock and the edges', () => {
    const faults = SOURCES.filter(
      ({ path, zone, isTest }) => !isTest && !zone?.time && path !== CLOCK,
    ).flatMap(({ path, code }) => [...code.matchAll(BARE_TIME)].map(([found]) => `${path} uses ${found}`))
    assert.deepEqual(faults, [])
  })

  const examples: readonly [path: string, specifier: string, why: RegExp | undefined][] = [
    ['server/src/health/judge.ts', '../store/open.ts', /domain does not know edge/],
    ['server/src/health/judge.ts', 'node:fs', /not for it/],
    ['server/src/health/judge.ts', '../lib/clock.ts', undefined],
    ['server/src/store/open.ts', '../gluetun/client.ts', /edges do not know each other/],
    ['server/src/api/server.ts', '../store/open.ts', /inbound does not know edge/],
    ['server/src/lib/clock.ts', '../engines/ports.ts', /lib does not know domain/],
    ['panel/src/app/app.tsx', '@acestream-orchestrator/contract/engine', undefined],
    ['panel/src/app/app.tsx', '../../../server/src/lib/clock.ts', /panel does not know lib/],
    ['proxy/src/main.ts', '../../server/src/lib/clock.ts', /proxy does not know lib/],
    ['emulator/src/engine.ts', '../../server/src/lib/clock.ts', /emulator does not know lib/],
  ]
  for (const [path, specifier, why] of examples)
    test(`${path} ${why ? 'may not' : 'may'} import ${specifier}`, () => {
      const found = fault({ path, zone: zoneOf(path), isTest: false, code: '' }, specifier)
      if (why) assert.match(found ?? '', why)
      else assert.equal(found, undefined)
    })

  test('every kind of import is seen', () => {
    const code = `import a from 'a'\nimport type {\n  B,\n} from "b"\nexport * from 'c'\nimport 'd'\nconst e = await import('e')\n`
    assert.deepEqual(importsOf({ path: '', zone: undefined, isTest: false, code }), ['a', 'b', 'c', 'd', 'e'])
  })
})
