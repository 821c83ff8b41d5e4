/** What watches the orchestrator from outside: Prometheus, Homepage, Uptime Kuma, Home Assistant. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'

async function listening(t: TestContext) {
  const app = await anApp(t, anOutside(t))
  const base = await app.listen()
  await app.play(await app.engine())
  await app.advance(30_000)
  return { app, get: (path: string, headers: Record<string, string>) => fetch(`${base}${path}`, { headers }) }
}

const SAMPLE =
  /^[a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\})? (?:[-+]?[\d.]+(?:e[-+]?\d+)?|NaN|[-+]Inf)$/i

test('Prometheus scrapes with its Accept list and gets the text format', async (t) => {
  const { get } = await listening(t)
  const answer = await get('/metrics', {
    accept:
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
    'accept-encoding': 'gzip',
    'user-agent': 'Prometheus/3.5.0',
    'x-prometheus-scrape-timeout-seconds': '10',
  })
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; ?version=0\.0\.4/)
  const text = await answer.text()
  assert.ok(text.endsWith('\n'))
  for (const line of text.trimEnd().split('\n'))
    if (line !== '' && !line.startsWith('#')) assert.match(line, SAMPLE)
  assert.match(text, /^orch_streams\b.* 1$/m)
})

test('Homepage maps numbers out of the status, by paths that exist', async (t) => {
  const { get } = await listening(t)
  const answer = await get('/orchestrator/status', { accept: '*/*', 'user-agent': 'axios/1.8.4' })
  const status = (await answer.json()) as Record<string, Record<string, unknown>>
  for (const [part, field] of [
    ['engines', 'total'],
    ['streams', 'active'],
    ['capacity', 'available'],
  ] as const)
    assert.equal(typeof status[part]?.[field], 'number', `${part}.${field}`)
})

test('Uptime Kuma gets a 200 of its check, keyword included', async (t) => {
  const { get } = await listening(t)
  const answer = await get('/healthz', {
    accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',
    'user-agent': 'Uptime-Kuma/1.23.16',
  })
  assert.equal(answer.status, 200)
  assert.match(await answer.text(), /ok/i)
})

test('a REST sensor of Home Assistant reads a list and its length', async (t) => {
  const { get } = await listening(t)
  const answer = await get('/streams?status=started', {
    accept: '*/*',
    'user-agent': 'HomeAssistant/2025.9 httpx',
  })
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/)
  assert.equal(((await answer.json()) as unknown[]).length, 1)
})
