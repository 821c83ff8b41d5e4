import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { test } from 'node:test'
import { someFacts } from '@acestream-orchestrator/testing/builders/vpn'
import { serve } from '@acestream-orchestrator/testing/fakes/control-server'
import fc from 'fast-check'
import { systemClock } from '../lib/clock.ts'
import { messageOf } from '../lib/errors.ts'
import { fixed } from '../lib/live.ts'
import type { Logger } from '../lib/log.ts'
import type { Credentials, VpnContainers } from '../vpn/ports.ts'
import { createVpnWatch } from '../vpn/watch.ts'
import { createControlClient } from './client.ts'

const secret = fc.stringMatching(/^[!-~]{8,40}$/)
const credentials: fc.Arbitrary<Credentials> = fc.oneof(
  secret.map((key) => ({ kind: 'api_key', key }) as const),
  fc.tuple(secret, secret).map(([user, password]) => ({ kind: 'basic', user, password }) as const),
)

/** What must appear nowhere: as it is, and as it goes over the wire. */
function secretsOf(given: Credentials): string[] {
  if (given.kind === 'none') return []
  if (given.kind === 'api_key') return [given.key]
  return [given.password, Buffer.from(`${given.user}:${given.password}`).toString('base64')]
}

/** Answers with our own headers in every field and place there is. */
function echoing(given: Credentials, code: number) {
  return (_: IncomingMessage, response: ServerResponse): void => {
    const words = secretsOf(given).join(' ')
    response.writeHead(code, {
      location: `/${encodeURIComponent(words)}`,
      'www-authenticate': 'Basic realm="x"',
    })
    const ip = { public_ip: '198.51.100.7', country: words, region: words, city: words }
    response.end(
      JSON.stringify({ status: 'crashed', outcome: words, version: words, port: words, ...ip, words }),
    )
  }
}

test('whatever echoes our credentials, they reach no status, journal, log or error', async (t) => {
  const code = fc.constantFrom(200, 301, 400, 401, 404, 500)
  const property = fc.asyncProperty(credentials, code, code, async (given, readCode, putCode) => {
    const echo = echoing(given, readCode)
    const server = await serve(t, {
      'GET /v1/vpn/status': echo,
      'GET /v1/publicip/ip': echo,
      'GET /v1/portforward': echo,
      'GET /v1/openvpn/portforwarded': echo,
      'GET /v1/version': echo,
      'PUT /v1/vpn/status': echoing(given, putCode),
    })
    const said: unknown[] = []
    const log = (fields: object, message: string): void => void said.push(message, fields)
    const logger: Logger = { debug: log, info: log, warn: log, error: log, child: () => logger }
    const healthOutput = `probe failed with ${secretsOf(given).join(' and ')}`
    const facts = someFacts({ controlAddresses: [server.address], health: 'unhealthy', healthOutput })
    const containers: VpnContainers = {
      inspectVpn: async () => facts,
      watchVpn: (_names, _hint, signal) =>
        new Promise((done) => signal.addEventListener('abort', () => done())),
    }
    const watch = createVpnWatch({
      nodes: [{ name: 'gluetun', apiPort: server.address.port, credentials: given }],
      containers,
      control: createControlClient(),
      store: { append: (row) => void said.push(row), recent: async () => new Map() },
      engines: { inNetworkOf: () => [] },
      recorder: { record: (event) => void said.push(event) },
      clock: systemClock,
      logger,
      settings: fixed({ intervalMs: 5000, portWatchdog: false }),
      leakCheckUrl: null,
      advertisePublished: () => false,
    })
    const looked = new Promise<void>((done) => watch.changes.on(() => done()))
    await watch.start()
    await looked
    said.push(await watch.restart().then(() => 'restarted', messageOf))
    said.push(watch.nodes(), watch.view())
    await watch.stop()
    const text = JSON.stringify(said)
    assert.ok(server.asked.length >= 4 && text.includes('gluetun'))
    for (const each of secretsOf(given)) assert.ok(!text.includes(JSON.stringify(each).slice(1, -1)), text)
  })
  await fc.assert(property, { numRuns: 30 })
})
