/** The panel and `/live` through nginx and Caddy with TLS, as docs/integrations sets them up. */
import assert from 'node:assert/strict'
import { get, request } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { CERTIFICATE } from '@acestream-orchestrator/testing/machine/certificate'
import { atEnd, temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { freePort, startOrchestrator, TEST_KEY } from '@acestream-orchestrator/testing/orchestrator/process'
import { ensurePanel } from '../../scripts/build-panel.ts'
import { startCaddy, startNginx } from './reverse-proxies.ts'

/** The orchestrator sends a comment every 15 s; a proxy that holds it back shows here. */
const HEARTBEAT_WITHIN_MS = 17_000

const SETUPS = [
  { name: 'nginx', start: startNginx, file: 'acestream.conf', basePath: '' },
  { name: 'nginx under a path', start: startNginx, file: 'acestream-subpath.conf', basePath: '/acestream' },
  { name: 'Caddy', start: startCaddy, file: 'Caddyfile', basePath: '' },
  { name: 'Caddy under a path', start: startCaddy, file: 'subpath.Caddyfile', basePath: '/acestream' },
] as const

/** No engine at all: where nothing happens, heartbeats are all that is sent. */
const NO_ENGINES = {
  RUNTIME: 'process',
  ENGINE_COMMAND: 'false',
  MIN_REPLICAS: '0',
  MIN_FREE_REPLICAS: '0',
}

await ensurePanel()

describe('through', { concurrency: true }, () => {
  for (const { name, start, file, basePath } of SETUPS)
    test(name, async (t) => {
      const folder = temporaryFolder(t)
      const port = await freePort()
      const url = `https://localhost:${port}${basePath}`
      const orchestrator = await startOrchestrator({
        env: { ...NO_ENGINES, BASE_PATH: basePath || '/', PUBLIC_URL: url, TRUST_PROXY: '127.0.0.1' },
      })
      atEnd(t, () => orchestrator.close())
      const proxy = await start(file, {
        upstreamPort: orchestrator.port,
        port,
        folder: join(folder, 'proxy'),
      })
      atEnd(t, () => proxy.close())

      const page = await fetched(`${url}/panel/`)
      assert.equal(page.status, 200)
      const [, script = ''] = /<script[^>]+src="([^"]+\.js)"/.exec(page.body) ?? []
      const asset = await fetched(new URL(script, `${url}/panel/`).href)
      assert.deepEqual([asset.status, asset.type], [200, 'text/javascript; charset=utf-8'])

      const live = await openLive(`${url}/live`)
      atEnd(t, live.close)
      await until('the snapshot', () => live.said().includes('event: snapshot'), 3000)
      const before = live.said().length
      await scale(url, 0)
      await until('news of the target', () => /"scale":0/.test(live.said().slice(before)), 3000)
      await until('a heartbeat', () => /^:/m.test(live.said().slice(before)), HEARTBEAT_WITHIN_MS)
    })
})

async function fetched(url: string) {
  const answer = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    get(url, { ca: CERTIFICATE, agent: false }, resolve).on('error', reject)
  })
  return { status: answer.statusCode, type: answer.headers['content-type'], body: await text(answer) }
}

/** Everything that has come so far. */
async function openLive(url: string) {
  let said = ''
  const call = get(url, { ca: CERTIFICATE, agent: false }, (answer) => {
    answer.setEncoding('utf8')
    answer.on('data', (piece: string) => {
      said += piece
    })
    answer.on('error', () => {})
  })
  call.on('error', () => {})
  return { said: () => said, close: () => void call.destroy() }
}

/** As the panel does it: from its own page, with the key. */
async function scale(url: string, demand: number): Promise<void> {
  const { origin } = new URL(url)
  const answer = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    const headers = {
      origin,
      'sec-fetch-site': 'same-origin',
      authorization: `Bearer ${TEST_KEY}`,
      'content-type': 'application/json',
    }
    request(`${url}/scale/${demand}`, { method: 'POST', headers, ca: CERTIFICATE, agent: false }, resolve)
      .on('error', reject)
      .end()
  })
  assert.equal(answer.statusCode, 200, await text(answer))
}
