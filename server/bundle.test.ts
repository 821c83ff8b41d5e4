import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { startOrchestrator } from '@acestream-orchestrator/testing/orchestrator/process'
import { apiRig } from '@acestream-orchestrator/testing/rigs/api'
import { BUILT_MAIN, ensureServer } from './bundle.ts'

/**
 * What a start may load. Whatever else a part needs is loaded where it is used (`await import`), so that nobody who does not
 * use it waits for it or keeps it in memory. `npm run bench footprint` says what a new name here weighs.
 */
const AT_START = [
  '@fastify/cors',
  '@fastify/error',
  '@fastify/forwarded',
  '@fastify/proxy-addr',
  '@pinojs/redact',
  'abstract-logging',
  'ajv',
  'atomic-sleep',
  'avvio',
  'fast-decode-uri-component',
  'fast-deep-equal',
  'fast-json-stringify',
  'fast-querystring',
  'fast-uri',
  'fastify',
  'fastify-plugin',
  'fastq',
  'find-my-way',
  'ipaddr.js',
  'json-schema-traverse',
  'on-exit-leak-free',
  'pino',
  'pino-std-serializers',
  'process-warning',
  'quick-format-unescaped',
  'ret',
  'reusify',
  'rfdc',
  'safe-regex2',
  'safe-stable-stringify',
  'secure-json-parse',
  'semver',
  'sonic-boom',
  'thread-stream',
  'toad-cache',
]

interface Description {
  readonly paths: object
  readonly components: object
}

const TELL_LOADED = `
  import { writeSync } from 'node:fs'
  import { registerHooks } from 'node:module'
  registerHooks({ load: (url, context, next) => (writeSync(2, 'loaded ' + url + '\\n'), next(url, context)) })`

/** Of a file of the bundle: what it was made of. */
function sourcesOf(file: string): readonly string[] {
  if (!file.startsWith(dirname(BUILT_MAIN)) || !existsSync(`${file}.map`)) return [file]
  const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { sources: readonly string[] }
  return sources
}

function packageOf(source: string): readonly string[] {
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source) ?? []
  return name === undefined ? [] : [name]
}

test('the same sources are bundled once', async () => {
  await ensureServer()
  const { mtimeMs } = statSync(BUILT_MAIN)
  assert.equal(await ensureServer(), false)
  assert.equal(statSync(BUILT_MAIN).mtimeMs, mtimeMs)
})

test('a start loads only the packages it needs', async (t) => {
  const orchestrator = await startOrchestrator({
    env: {
      DOCKER_HOST: 'unix:///nowhere/docker.sock',
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(TELL_LOADED)}`,
    },
  })
  t.after(() => orchestrator.close())
  const files = new Set(
    [...orchestrator.log().matchAll(/^loaded (file:.*)$/gm)].map(([, url = '']) => fileURLToPath(url)),
  )
  const loaded = new Set([...files].flatMap(sourcesOf).flatMap(packageOf))
  assert.deepEqual([...loaded].sort(), AT_START)
})

test('schemas in the bundle are those that typebox makes', async (t) => {
  const orchestrator = await startOrchestrator({ env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } })
  t.after(() => orchestrator.close())
  const inSources = (await apiRig().get('/openapi.json')).json<Description>()
  const { paths, components } = await orchestrator.get<Description>('/openapi.json')
  assert.deepEqual({ paths, components }, { paths: inSources.paths, components: inSources.components })
})

test('what a start has compiled is kept for the next one, even if it is killed', async (t) => {
  const compiled = temporaryFolder(t)
  const orchestrator = await startOrchestrator({
    env: { DOCKER_HOST: 'unix:///nowhere/docker.sock', NODE_COMPILE_CACHE: compiled },
  })
  t.after(() => orchestrator.close())
  await until('the compiled parts are written', () => globSync('*/*', { cwd: compiled }).length > 5)
  await orchestrator.kill()
})
