// The page of the VPN, for one tunnel and for two.

import {
  dialog,
  fact,
  isGreen,
  isRed,
  main,
  openPanel,
  paintOf,
} from '@acestream-orchestrator/testing/browser/panel'
import { ago } from '@acestream-orchestrator/testing/browser/stand-in/clock'
import { asStatus, VPN_DOWN, VPN_UP } from '@acestream-orchestrator/testing/browser/stand-in/vpn'
import { anEntry } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

test.describe('the page of the VPN', () => {
  test('a stopped one is not healthy, whatever Docker said of its container last', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    server.world.vpn = asStatus({ ...VPN_UP, state: 'stopped', status: 'exited', connected: false })
    expect(server.world.vpn.health).toBe('healthy')
    await openPanel(page, watch, server.url, { at: '/vpn' })
    const tunnel = page.getByRole('region', { name: 'gluetun' })
    await expect(tunnel.getByText('Stopped', { exact: true })).toBeVisible()
    await expect(tunnel.getByText('Unknown', { exact: true })).toBeVisible()
    await expect(tunnel.getByText('Healthy', { exact: true })).toHaveCount(0)
  })

  test('where it comes out, through whom, its port since when, its checks and recent events', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const { engines } = server.world
    const [engine] = engines
    const missed = { ts: ago(5), ms: 5_000, reason: 'Gluetun does not answer' }
    server.world.vpn = asStatus({
      ...VPN_UP,
      recent_checks: [...VPN_UP.recent_checks.slice(0, -1), missed],
      last_port_change: ago(2.5 * 3600),
      engines: engines.slice(0, 3).map(({ container_id }) => container_id),
      leak: {
        status: 'protected',
        host_ip: '198.51.100.7',
        reason: null,
        reason_data: null,
        checked_at: ago(60),
      },
    })
    server.world.journal.unshift(
      anEntry('vpn', 'reconnected', 'gluetun: connected again after 12 s', { timestamp: ago(700) }),
    )
    await openPanel(page, watch, server.url, { at: '/vpn' })
    const tunnel = page.getByRole('region', { name: 'gluetun' })
    const facts = {
      'Public IP': '185.159.157.24',
      Location: 'Zurich, Switzerland',
      Provider: 'protonvpn',
      Type: 'wireguard',
      'Forwarded port': '51413',
      'Port since': '2h ago',
      'In this state for': /^3h \d\dm$/,
      'Gluetun version': 'v3.41.3',
      'Leak check': 'Protected',
    }
    for (const [name, value] of Object.entries(facts))
      await expect(fact(tunnel, name), name).toHaveText(value)
    expect(isGreen(await paintOf(fact(tunnel, 'Leak check').locator('span')))).toBe(true)

    const bar = tunnel.getByRole('slider', { name: 'Last checks' })
    await expect(bar).toHaveAttribute('aria-valuetext', '39 of 40 checks answered')
    const { width, height } = (await bar.boundingBox()) ?? { width: 0, height: 0 }
    await bar.hover({ position: { x: (39.5 / 40) * width, y: height / 2 } })
    await expect(bar.locator('span')).toContainText('Gluetun does not answer')

    const lately = main(page).getByRole('list').filter({ hasText: 'forwarded port is now' })
    await expect(lately.getByRole('listitem')).toHaveText([
      /gluetun: connected again after 12 sInformation11m ago$/,
      /gluetun: forwarded port is now 51413 \(was 40012\)Information2h ago$/,
    ])

    const behind = tunnel.getByRole('listitem')
    await expect(behind).toHaveText(['acestream-1', 'acestream-2', 'acestream-3'])
    await behind.first().getByRole('link').click()
    await expect(page).toHaveURL(new RegExp(`#/engines/${engine?.container_id}$`))
    await expect(dialog(page, 'acestream-1')).toBeVisible()
  })

  test('two tunnels stand one by one, each with its own state; one that leaks says so', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const [first, second] = server.world.engines
    const one = { ...VPN_UP, engines: [first?.container_id ?? ''] }
    const two = {
      ...VPN_UP,
      ...VPN_DOWN,
      container_name: 'gluetun-2',
      public_ip: '198.51.100.7',
      engines: [second?.container_id ?? ''],
      leak: {
        status: 'leaking' as const,
        host_ip: '198.51.100.7',
        reason: 'it is the address of this machine',
        reason_data: null,
        checked_at: ago(60),
      },
    }
    server.world.vpn = { ...one, containers: [one, two] }
    await openPanel(page, watch, server.url, { at: '/vpn' })
    const fine = page.getByRole('region', { name: 'gluetun', exact: true })
    const bad = page.getByRole('region', { name: 'gluetun-2', exact: true })
    await expect(fine.getByText('Running', { exact: true })).toBeVisible()
    await expect(fine.getByRole('listitem')).toHaveText(['acestream-1'])
    await expect(fact(fine, 'Leak check')).toHaveCount(0)

    await expect(bad.getByText('Connecting', { exact: true })).toBeVisible()
    await expect(bad).toContainText('no handshake with the VPN server; Gluetun is reconnecting')
    await expect(fact(bad, 'Forwarded port')).toHaveText('Waiting for a port')
    await expect(fact(bad, 'Leak check')).toHaveText('Leaking')
    await expect(bad.getByTitle('it is the address of this machine')).toBeVisible()
    expect(isRed(await paintOf(fact(bad, 'Leak check').locator('span')))).toBe(true)
    await expect(bad.getByRole('listitem')).toHaveText(['acestream-2'])

    await bad.getByRole('button', { name: 'Restart tunnel' }).click()
    await dialog(page).getByRole('button', { name: 'Restart tunnel' }).click()
    await expect(bad.getByText('The tunnel is being restarted.')).toBeVisible()
    await expect(fine.getByText('The tunnel is being restarted.')).toHaveCount(0)
    expect(watch.requests.map(({ url }) => `${url.pathname}${url.search}`)).toContain(
      '/vpn/restart?container=gluetun-2',
    )
  })
})
