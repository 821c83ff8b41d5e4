import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { apiRig } from '@acestream-orchestrator/testing/rigs/api'

const SCRIPT = `console.log(${JSON.stringify('panel '.repeat(500))})\n`

async function aBuiltPanel(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'panel-'))
  t.after(() => rm(directory, { recursive: true }))
  await mkdir(join(directory, 'assets'))
  await writeFile(join(directory, 'index.html'), '<!doctype html><title>Panel</title>')
  await writeFile(join(directory, 'assets', 'index-B3kx9_Qa.js'), SCRIPT)
  await writeFile(join(directory, 'sw.js'), '// worker')
  return directory
}

const REDIRECTS: readonly (readonly [asked: string, to: string])[] = [
  ['/panel', './panel/'],
  ['/', './panel/'],
  ['/ace/panel?x=1', './panel/'],
  ['/ace', './ace/panel/'],
  ['/ace/', './panel/'],
  ['/api/v1/panel', './panel/'],
  ['/docs', './docs/'],
]

for (const [asked, to] of REDIRECTS) {
  test(`${asked} leads to ${new URL(to, `http://h${asked}`).pathname}`, async () => {
    const answer = await apiRig({ basePath: '/ace' }).get(asked)
    assert.equal(answer.statusCode, 302)
    assert.equal(answer.headers['location'], to)
  })
}

test('the page of the panel is asked for again each time and allows only what is our own', async (t) => {
  const { get } = apiRig({ panelDir: await aBuiltPanel(t) })
  const page = await get('/panel/')
  assert.equal(page.body, '<!doctype html><title>Panel</title>')
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
  assert.equal(page.headers['cache-control'], 'no-cache')
  const policy = String(page.headers['content-security-policy'])
  for (const rule of [
    "default-src 'self'",
    "connect-src 'self' http: https:",
    "img-src 'self' data:",
    "frame-ancestors 'none'",
  ])
    assert.ok(policy.split('; ').includes(rule), rule)
  assert.doesNotMatch(policy, /unsafe/)
  assert.equal(page.headers['x-content-type-options'], 'nosniff')
  const again = await get('/panel/', { 'if-none-match': String(page.headers['etag']) })
  assert.equal(again.statusCode, 304)
})

test('the panel is shown in a frame by those alone who are named, the API page by nobody', async (t) => {
  const frameAncestors = ["'self'", 'https://home.example:8123']
  const { get } = apiRig({ panelDir: await aBuiltPanel(t), frameAncestors })
  const { headers } = await get('/panel/')
  assert.match(
    String(headers['content-security-policy']),
    /; frame-ancestors 'self' https:\/\/home\.example:8123$/,
  )
  assert.equal(headers['x-frame-options'], undefined)
  const page = await get('/docs/')
  assert.match(String(page.headers['content-security-policy']), /; frame-ancestors 'none'$/)
  assert.equal(page.headers['x-frame-options'], 'DENY')
})

test('files named after their content may be kept for ever, others not', async (t) => {
  const { get } = apiRig({ panelDir: await aBuiltPanel(t) })
  const hashed = await get('/panel/assets/index-B3kx9_Qa.js')
  assert.equal(hashed.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.equal(hashed.body, SCRIPT)
  assert.equal((await get('/panel/sw.js')).headers['cache-control'], 'no-cache')
})

test('files come compressed as the browser likes them', async (t) => {
  const { get } = apiRig({ panelDir: await aBuiltPanel(t) })
  const path = '/panel/assets/index-B3kx9_Qa.js'
  const brotli = await get(path, { 'accept-encoding': 'gzip, deflate, br' })
  assert.equal(brotli.headers['content-encoding'], 'br')
  assert.equal(brotliDecompressSync(brotli.rawPayload).toString(), SCRIPT)
  const gzip = await get(path, { 'accept-encoding': 'gzip, br;q=0' })
  assert.equal(gzip.headers['content-encoding'], 'gzip')
  assert.equal(gunzipSync(gzip.rawPayload).toString(), SCRIPT)
  assert.equal(gzip.headers['vary'], 'accept-encoding')
  const small = await get('/panel/sw.js', { 'accept-encoding': 'br' })
  assert.equal(small.headers['content-encoding'], undefined)
})

test('nothing outside the built panel can be reached through it', async (t) => {
  const { get } = apiRig({ panelDir: await aBuiltPanel(t) })
  for (const path of [
    '../package.json',
    '..%2f..%2fetc/passwd',
    '%2e%2e/x',
    'nothing.js',
    'assets',
    'assets/',
  ])
    assert.equal((await get(`/panel/${path}`)).statusCode, 404, path)
})

test('a panel that is not built says so, and is found once it is', async (t) => {
  assert.match((await apiRig().get('/panel/')).body, /not built/)
  const directory = join(await aBuiltPanel(t), 'later')
  const { get } = apiRig({ panelDir: directory })
  assert.equal((await get('/panel/')).statusCode, 404)
  await mkdir(directory)
  await writeFile(join(directory, 'index.html'), 'here')
  assert.equal((await get('/panel/')).body, 'here')
})

test('the page of the API comes from our own files alone', async () => {
  const { get } = apiRig()
  const page = await get('/docs/')
  assert.match(page.body, /swagger-ui-bundle\.js/)
  assert.doesNotMatch(page.body, /https?:\/\//)
  for (const file of ['swagger-ui-bundle.js', 'swagger-ui.css', 'show.js', 'favicon-32x32.png'])
    assert.equal((await get(`/docs/${file}`)).statusCode, 200, file)
  assert.equal((await get('/docs/nothing.js')).statusCode, 404)
})

interface Document {
  readonly openapi: string
  readonly paths: Record<
    string,
    Record<string, { summary?: string; parameters: unknown[]; security?: unknown; responses: object }>
  >
  readonly components: { readonly schemas: Record<string, { readonly properties?: object }> }
}

test('the description of the API names every route with its schemas and keys', async () => {
  const document = (await apiRig().get('/openapi.json')).json<Document>()
  assert.equal(document.openapi, '3.1.0')
  const stats = document.paths['/streams/{id}/stats']?.['get']
  assert.deepEqual(
    stats?.parameters.map((each) => (each as { name: string; in: string }).name),
    ['id', 'since', 'from', 'to', 'points'],
  )
  assert.deepEqual(document.paths['/containers/{id}']?.['delete']?.security, [{ key: [] }, { header: [] }])
  assert.equal(document.paths['/engines']?.['get']?.security, undefined)
  assert.equal(document.paths['/panel'], undefined)
  assert.ok(document.components.schemas['EngineState']?.properties)
  for (const [path, operations] of Object.entries(document.paths))
    for (const [method, { summary }] of Object.entries(operations))
      assert.ok(summary, `${method} ${path} says what it is for`)
  const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? []
  assert.ok(references.length > 20)
  for (const reference of references) {
    const name = reference.split('/').at(-1) ?? ''
    assert.ok(document.components.schemas[name], `${reference} leads somewhere`)
  }
})
