// `npm run build --workspace server`: the server as few files of JavaScript in server/dist. A start reads them faster than
// hundreds of sources, strips no types, and takes less memory (docs/architecture.md, "One bundle").
import { createHash } from 'node:crypto'
import {
  existsSync,
  globSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { join } from 'node:path'
import type { Plugin } from 'rolldown'

const ROOT = join(import.meta.dirname, '..')
const DIST = join(import.meta.dirname, 'dist')
const ENTRIES = ['main', 'cleanup', 'backup', 'restore', 'proxy', 'doctor'] as const

/** What the bundle is made of. */
const SOURCES = [
  '{server,contract,proxy}/src/**/*.ts',
  'server/{bundle,lean-typebox}.ts',
  'package-lock.json',
]

/** Older builds stay so long: a server that runs from one still loads parts of it. */
const KEEP_MS = 7 * 24 * 60 * 60 * 1000

/** The program that `npm start` and the image run: one line that loads the newest build. */
export const BUILT_MAIN = join(DIST, 'main.js')

/** The playback proxy, likewise: a process of its own. */
export const BUILT_PROXY = join(DIST, 'proxy.js')

/** Bundles the server unless these very sources are bundled already. True: it was built now. */
export async function ensureServer(): Promise<boolean> {
  const build = identify()
  if (existsSync(BUILT_MAIN) && readFileSync(BUILT_MAIN, 'utf8') === entryOf('main', build)) return false
  await bundle(build)
  for (const entry of ENTRIES) replace(join(DIST, `${entry}.js`), entryOf(entry, build))
  removeOld()
  return true
}

/** By what the sources say and not by their times, which a checkout or a copy changes. */
function identify(): string {
  const hash = createHash('sha256')
  const paths = globSync(SOURCES, { cwd: ROOT, exclude: (path) => path.endsWith('.test.ts') })
  for (const path of paths.toSorted())
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(ROOT, path)))
  return hash.digest('hex').slice(0, 12)
}

function entryOf(entry: string, build: string): string {
  return `import './${entry}-${build}.cjs'\n`
}

async function bundle(build: string): Promise<void> {
  const { rolldown } = await import('rolldown')
  const input = {
    main: source('main.ts'),
    cleanup: source('cleanup.ts'),
    proxy: join(ROOT, 'proxy', 'src', 'main.ts'),
    doctor: source('doctor.ts'),
    backup: source('backup.ts'),
    restore: source('restore.ts'),
    worker: source('store/connection/worker.ts'),
  }
  const built = await rolldown({
    input,
    platform: 'node',
    resolve: { alias: { typebox: join(import.meta.dirname, 'lean-typebox.ts') } },
    plugins: [storageThread(build), onlyWhenUsed, leftOut, builtins, latin1],
    onLog: (level, log, report) => (log.code === 'EVAL' ? undefined : report(level, log)),
  })
  await built.write({
    dir: DIST,
    format: 'cjs',
    strict: true,
    comments: false,
    sourcemap: true,
    sourcemapExcludeSources: true,
    entryFileNames: `[name]-${build}.cjs`,
    chunkFileNames: `[name]-${build}.cjs`,
  })
  await built.close()
}

function source(path: string): string {
  return join(import.meta.dirname, 'src', path)
}

/** A thread is started from a file, which is another one here. */
function storageThread(build: string): Plugin {
  return {
    name: 'storage-thread',
    transform: (code, id) =>
      id.endsWith('/store/connection/thread.ts')
        ? { code: code.replace("'./worker.ts'", `'./worker-${build}.cjs'`), map: null }
        : null,
  }
}

/**
 * Packages load these for what we seldom or never do (HTTP/2, TLS, compression, plugins that name a version of fastify,
 * exemplars); each takes up to megabytes, so that it waits until it is used.
 */
const SELDOM_USED = /^(?:(?:node:)?(?:http2|https|zlib)|semver|@opentelemetry\/api)$/
const WAITING = '\0waiting:'

const onlyWhenUsed: Plugin = {
  name: 'only-when-used',
  resolveId: (id, importer) =>
    SELDOM_USED.test(id) && importer?.includes('/node_modules/') ? `${WAITING}${id}` : null,
  load: (id) =>
    id.startsWith(WAITING)
      ? `module.exports = new Proxy({}, { get: (_, name) => ${loading(id.slice(WAITING.length))}[name] })`
      : null,
}

function loading(id: string): string {
  const path = isBuiltin(id) ? undefined : createRequire(import.meta.url).resolve(id)
  return path === undefined ? `process.getBuiltinModule('${id}')` : `require('${path}')`
}

/** What fastify would validate, write and test with if we did not bring our own (api/http/app.ts): a fifth of the bundle. */
const LEFT_OUT = /^(?:@fastify\/ajv-compiler|@fastify\/fast-json-stringify-compiler|light-my-request)$/
const NOTHING = '\0nothing'

const leftOut: Plugin = {
  name: 'left-out',
  resolveId: (id) => (LEFT_OUT.test(id) ? NOTHING : null),
  load: (id) => (id === NOTHING ? "module.exports = () => { throw new Error('not in the bundle') }" : null),
}

/**
 * Modules of Node's are loaded by their first use: node:crypto, node:sqlite or node:zlib take up to 14 ms and megabytes, and
 * most parts of the server need none of them at start. An `import` would also read everything that a module exports, and
 * so load what waits until it is read: that of node:http loads Node's own fetch and WebSocket (15 MB).
 */
const BUILTIN = /^let ([\w$]+) = require\("(node:[\w/]+)"\);$/gm

const builtins: Plugin = {
  name: 'builtins',
  renderChunk: (code) => {
    const names = [...code.matchAll(BUILTIN)].map(([, name = '']) => name.replaceAll('$', '\\$'))
    if (names.length === 0) return null
    const uses = new RegExp(`(?<![\\w$.])(${names.join('|')})\\.`, 'g')
    return { code: code.replace(BUILTIN, lazily).replace(uses, '($1()).'), map: null }
  },
}

function lazily(_: string, name: string, id: string): string {
  return `let ${name}_; const ${name} = () => (${name}_ ??= require("${id}"));`
}

/** V8 keeps a text of Latin-1 alone in half the memory; one other character in it is enough to lose that. */
const latin1: Plugin = {
  name: 'latin1',
  renderChunk: (code) => ({
    code: code.replace(/[^\0-\xff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    map: null,
  }),
}

/** Whole or not at all: another start may read it at any time. */
function replace(path: string, content: string): void {
  const next = `${path}.${process.pid}`
  writeFileSync(next, content)
  renameSync(next, path)
}

function removeOld(): void {
  for (const name of readdirSync(DIST))
    if (Date.now() - statSync(join(DIST, name)).mtimeMs > KEEP_MS) rmSync(join(DIST, name), { force: true })
}

if (import.meta.main) await ensureServer()
