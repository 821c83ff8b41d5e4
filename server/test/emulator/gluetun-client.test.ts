import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type EmulatedGluetun,
  type GluetunOptions,
  startGluetun,
} from '@acestream-orchestrator/emulator/gluetun'
import { createControlClient } from '../../src/gluetun/client.ts'
import type { ControlReading, Credentials } from '../../src/vpn/ports.ts'

const FLAVOURS = ['3.38', '3.40', '3.41', '3.41.2', 'master'] as const
const NO_CREDENTIALS: Credentials = { kind: 'none' }
const never = new AbortController().signal

async function start(t: TestContext, options: GluetunOptions): Promise<EmulatedGluetun> {
  const gluetun = await startGluetun({ timeScale: 100, healthPort: null, ...options })
  t.after(() => gluetun.close())
  return gluetun
}

function read(gluetun: EmulatedGluetun, credentials = NO_CREDENTIALS): Promise<ControlReading> {
  const client = createControlClient({ readTimeoutMs: 300 })
  return client.read({ host: '127.0.0.1', port: gluetun.port }, credentials, never)
}

async function readUntil(gluetun: EmulatedGluetun, isIt: (reading: ControlReading) => boolean) {
  for (let tries = 0; tries < 100; tries++) {
    const reading = await read(gluetun)
    if (isIt(reading)) return reading
    await sleep(20)
  }
  throw new Error(`never: ${JSON.stringify(gluetun.state())}`)
}

/** One reading asks several routes: the tunnel may come up between two of them. */
const isUp = (reading: ControlReading) =>
  reading.kind === 'ok' && reading.publicIp !== null && reading.forwardedPorts?.length !== 0

describe('our client understands every line of Gluetun', () => {
  for (const flavour of FLAVOURS)
    test(`${flavour}: address and port come up, a restart brings others`, async (t) => {
      const gluetun = await start(t, { flavour, defaultRole: { auth: 'none' } })
      const up = await readUntil(gluetun, isUp)
      assert.ok(up.kind === 'ok')
      assert.deepEqual(
        [up.status, up.publicIp, up.country, up.forwardedPorts],
        ['running', '203.0.113.7', 'Netherlands', [5914]],
      )
      await gluetun.reconnect({ publicIp: '203.0.113.9', forwardedPorts: [7001] })
      const again = await readUntil(gluetun, isUp)
      assert.ok(again.kind === 'ok')
      assert.deepEqual([again.publicIp, again.forwardedPorts], ['203.0.113.9', [7001]])
    })

  for (const flavour of FLAVOURS)
    test(`${flavour}: our client restarts the tunnel`, async (t) => {
      const gluetun = await start(t, { flavour, defaultRole: { auth: 'none' } })
      await readUntil(gluetun, isUp)
      const client = createControlClient()
      await client.restartTunnel({ host: '127.0.0.1', port: gluetun.port }, NO_CREDENTIALS, never)
      assert.equal(gluetun.state().status, 'running')
      assert.equal(gluetun.state().requests.filter((one) => one === 'PUT /v1/vpn/status').length, 2)
      await readUntil(gluetun, isUp)
    })
})

describe('who may ask', () => {
  test('the main branch refuses everybody when nothing is configured', async (t) => {
    assert.equal((await read(await start(t, { flavour: 'master' }))).kind, 'unauthorized')
  })

  test('older lines answer everybody when nothing is configured', async (t) => {
    for (const flavour of FLAVOURS.slice(0, -1))
      assert.equal((await read(await start(t, { flavour }))).kind, 'ok', flavour)
  })

  const ways: readonly [name: string, options: GluetunOptions, credentials: Credentials][] = [
    ['an API key', { defaultRole: { auth: 'apikey', apikey: 'k' } }, { kind: 'api_key', key: 'k' }],
    [
      'a password',
      { defaultRole: { auth: 'basic', username: 'u', password: 'p' } },
      { kind: 'basic', user: 'u', password: 'p' },
    ],
  ]
  for (const [name, options, credentials] of ways)
    test(`${name} opens and its lack does not`, async (t) => {
      const gluetun = await start(t, options)
      assert.equal((await read(gluetun)).kind, 'unauthorized')
      assert.equal((await read(gluetun, credentials)).kind, 'ok')
    })
})

describe('what goes wrong', () => {
  test('no answer, nonsense, errors and refused connections are told as such', async (t) => {
    const gluetun = await start(t, {})
    const kinds: Record<string, string> = {}
    for (const answer of ['hang', 'garbage', 'reset', 'http-500', 'ok'] as const) {
      gluetun.fault({ answer })
      kinds[answer] = (await read(gluetun)).kind
    }
    gluetun.fault({ refuseMs: 150 })
    await sleep(20)
    kinds['refused'] = (await read(gluetun)).kind
    await readUntil(gluetun, ({ kind }) => kind === 'ok')
    assert.equal(kinds['ok'], 'ok')
    assert.deepEqual([kinds['hang'], kinds['reset'], kinds['refused']], Array(3).fill('unreachable'))
    assert.notEqual(kinds['garbage'], 'ok')
    assert.notEqual(kinds['http-500'], 'ok')
  })

  test('a crashed VPN has neither address nor ports and refuses to be kicked', async (t) => {
    const gluetun = await start(t, {})
    await readUntil(gluetun, isUp)
    gluetun.set({ status: 'crashed' })
    const reading = await read(gluetun)
    assert.ok(reading.kind === 'ok')
    assert.deepEqual([reading.status, reading.publicIp, reading.forwardedPorts], ['crashed', null, []])
    const client = createControlClient()
    const address = { host: '127.0.0.1', port: gluetun.port }
    await assert.rejects(client.restartTunnel(address, NO_CREDENTIALS, never), /crashed/)
  })
})
