import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EmulatedGluetun, type GluetunOptions, startGluetun } from './gluetun.ts'

async function start(t: TestContext, options: GluetunOptions = {}): Promise<EmulatedGluetun> {
  const gluetun = await startGluetun({ timeScale: 100, defaultRole: { auth: 'none' }, ...options })
  t.after(() => gluetun.close())
  return gluetun
}

/** Up with everything, without waiting. */
async function startUp(t: TestContext, options: GluetunOptions = {}): Promise<EmulatedGluetun> {
  const gluetun = await start(t, options)
  gluetun.set({ status: 'running' })
  return gluetun
}

async function ask(gluetun: EmulatedGluetun, path: string, body?: unknown): Promise<string> {
  const put = { method: 'PUT', body: JSON.stringify(body) }
  const answer = await fetch(gluetun.url + path, { redirect: 'manual', ...(body === undefined ? {} : put) })
  return `${answer.status} ${(await answer.text()).trim()}`
}

describe('forwarded ports have the shape of the line', () => {
  const shapes = [
    ['3.38', '/v1/openvpn/portforwarded', '{"port":0}', '{"port":1}', '{"port":1}'],
    ['3.40', '/v1/openvpn/portforwarded', '{"port":0}', '{"port":1}', '{"ports":[1,2]}'],
    ['3.41', '/v1/portforward', '{"port":0}', '{"port":1}', '{"ports":[1,2]}'],
    [
      '3.41.2',
      '/v1/portforward',
      '{"port":0,"ports":null}',
      '{"port":1,"ports":[1]}',
      '{"port":1,"ports":[1,2]}',
    ],
    [
      'master',
      '/v1/portforward',
      '{"port":0,"ports":null}',
      '{"port":1,"ports":[1]}',
      '{"port":1,"ports":[1,2]}',
    ],
  ] as const
  for (const [flavour, path, none, one, several] of shapes)
    test(flavour, async (t) => {
      const gluetun = await start(t, { flavour })
      assert.equal(await ask(gluetun, path), `200 ${none}`)
      gluetun.set({ status: 'running', forwardedPorts: [1] })
      assert.equal(await ask(gluetun, path), `200 ${one}`)
      gluetun.set({ forwardedPorts: [1, 2] })
      assert.equal(await ask(gluetun, path), `200 ${several}`)
    })
})

describe('what a line does not have', () => {
  const answers = [
    ['3.38', '/v1/portforward', '400 GET /portforward not found'],
    ['3.40', '/v1/portforward', '401 Unauthorized'],
    ['3.41', '/v1/openvpn/portforwarded', '301 <a href="/v1/portforward">Moved Permanently</a>.'],
    ['3.41', '/v1/nothing', '401 Unauthorized'],
    ['3.41.2', '/v1/nothing', '404 Not Found'],
    ['master', '/v1/vpn/status?x=1', '400 route /status?x=1 not supported'],
  ] as const
  for (const [flavour, path, expected] of answers)
    test(`${flavour} ${path}`, async (t) => {
      assert.equal(await ask(await startUp(t, { flavour }), path), expected)
    })

  test('a role with a route that the version lacks keeps it from starting', async () => {
    const roles = [{ routes: ['PUT /v1/portforward'], auth: 'none' }] as const
    await assert.rejects(
      startGluetun({ flavour: '3.41', roles }),
      /route not supported.*PUT \/v1\/portforward/,
    )
  })

  test('only the main branch takes ports from outside, and only without a provider’s own', async (t) => {
    const put = async (options: GluetunOptions) =>
      ask(await startUp(t, options), '/v1/portforward', { ports: [7] })
    assert.equal(await put({ flavour: '3.41.2' }), '400 method PUT not supported')
    assert.equal(await put({ flavour: 'master' }), '500 failed setting forwarded ports')
    assert.equal(await put({ flavour: 'master', portForwarding: false }), '200 ')
  })
})

describe('the VPN loop', () => {
  test('answers a PUT when it has changed, and names what stands in the way', async (t) => {
    const gluetun = await startUp(t)
    const put = (status: string) => ask(gluetun, '/v1/vpn/status', { status })
    assert.equal(await put('running'), '200 {"outcome":"already running"}')
    assert.equal(await put('stopped'), '200 {"outcome":"stopped"}')
    assert.equal(await ask(gluetun, '/v1/publicip/ip'), '200 {"public_ip":""}')
    assert.deepEqual(await Promise.all([put('running'), put('running')]), [
      '200 {"outcome":"running"}',
      '200 {"outcome":"already running"}',
    ])
    assert.match(await put('foo'), /^400 invalid status: foo: possible values are: stopped, running$/)
  })

  test('old lines start a VPN again that was stopped', async (t) => {
    const gluetun = await startUp(t, { flavour: '3.40' })
    await ask(gluetun, '/v1/vpn/status', { status: 'stopped' })
    await sleep(150)
    assert.equal(gluetun.state().status, 'running')
  })

  test('the address comes after running, the port after the address', async (t) => {
    const gluetun = await start(t, { timeScale: 20 })
    const seen = new Set<string>()
    for (let tries = 0; tries < 60; tries++) {
      const { status, publicIp, forwardedPorts } = gluetun.state()
      seen.add(`${status} ${publicIp !== ''} ${forwardedPorts.length}`)
      await sleep(5)
    }
    assert.deepEqual([...seen], ['starting false 0', 'running false 0', 'running true 0', 'running true 1'])
  })
})

describe('health', () => {
  const health = async (gluetun: EmulatedGluetun) => {
    const answer = await fetch(gluetun.healthUrl ?? '')
    return `${answer.status} ${await answer.text()}`
  }

  test('is unknown before the first tunnel, then tells, then stays what it was', async (t) => {
    const gluetun = await start(t)
    assert.equal(await health(gluetun), '500 healthcheck did not run yet')
    gluetun.set({ status: 'running' })
    assert.equal(await health(gluetun), '200 ')
    gluetun.set({ status: 'stopped' })
    assert.equal(await health(gluetun), '200 ')
    gluetun.set({ healthy: false, healthReason: 'no route' })
    assert.equal(await health(gluetun), '500 no route')
  })
})

test('the control routes take orders and refuse what they do not know', async (t) => {
  const gluetun = await startUp(t, { control: true })
  const post = async (what: string, body: object) => {
    const answer = await fetch(`${gluetun.url}/emulator/${what}`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  assert.equal((await post('vpn', { publicIp: '198.51.100.1' })).body['publicIp'], '198.51.100.1')
  assert.equal((await post('fault', { answer: 'http-500' })).body['answer'], 'http-500')
  assert.match(await ask(gluetun, '/v1/version'), /^500/)
  assert.deepEqual((await post('fault', { answr: 'ok' })).status, 400)
  assert.deepEqual((await post('vpn', { forwardedPorts: 'x' })).status, 400)
})
