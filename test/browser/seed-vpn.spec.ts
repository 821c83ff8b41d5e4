import { dialog, fact, figure, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { makeWorld } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

test.describe('the seed: VPN integration', () => {
  test('status, health, container, forwarded port and last check', async ({ page, watch, product }) => {
    await openPanel(page, watch, product.url, { at: '/vpn' })
    const tunnel = page.getByRole('region', { name: 'gluetun' })
    await expect(tunnel.getByText('Running', { exact: true })).toBeVisible()
    await expect(tunnel.getByText('Healthy', { exact: true })).toBeVisible()
    await expect(fact(tunnel, 'Container')).toHaveText('gluetun')
    await expect(fact(tunnel, 'Container state')).toHaveText('running')
    await expect(fact(tunnel, 'Forwarded port')).toContainText(/\d{4,5}/)
    await expect(fact(tunnel, 'Public IP')).toHaveText(/^203\.0\.113\.\d+$/)
    await expect(fact(tunnel, 'Last check')).toHaveText(/^\d+s ago$/)
    await expect(fact(tunnel, 'Type')).toHaveText('wireguard')
  })

  test('connected, then disconnected with the reason, then connected again', async ({
    page,
    watch,
    product,
  }) => {
    await openPanel(page, watch, product.url)
    await expect(figure(page, 'VPN Status')).toContainText('Connected')
    await product.vpn('vpn', { status: 'stopped' })
    await expect(figure(page, 'VPN Status')).toContainText('Disconnected')
    await expect(page.getByRole('region', { name: 'Overall state' })).toContainText(
      /VPN gluetun is not connected/,
    )
    await expect(page).toHaveTitle(/^VPN down/)
    await product.vpn('vpn', { status: 'running' })
    await expect(figure(page, 'VPN Status')).toContainText('Connected')
  })

  test('a new address and port are shown, and listed in the recent events', async ({
    page,
    watch,
    product,
  }) => {
    await openPanel(page, watch, product.url, { at: '/vpn' })
    await product.vpn('reconnect', { publicIp: '203.0.113.77', forwardedPorts: [7077] })
    const tunnel = page.getByRole('region', { name: 'gluetun' })
    await expect(fact(tunnel, 'Public IP')).toHaveText('203.0.113.77', { timeout: 20_000 })
    await expect(fact(tunnel, 'Forwarded port')).toContainText('7077')
    await expect(main(page)).toContainText(/7077/)
    await expect(
      main(page)
        .getByText(/forwarded port.*7077/i)
        .first(),
    ).toBeVisible()
  })

  test('the tunnel is restarted after a confirmation', async ({ page, watch, product }) => {
    await openPanel(page, watch, product.url, { key: product.key, at: '/vpn' })
    await page.getByRole('button', { name: 'Restart tunnel' }).click()
    const question = dialog(page, 'Restart the VPN tunnel?')
    await expect(question).toContainText('Streams behind it stop for a few seconds')
    await question.getByRole('button', { name: 'Restart tunnel' }).click()
    await expect(question).toHaveCount(0)
    await expect(page.getByText('The tunnel is being restarted.')).toBeVisible()
    await expect.poll(async () => (await product.vpnStatus()).connected, { timeout: 20_000 }).toBe(true)
  })

  test('not configured: how to', async ({ page, watch, standIn }) => {
    const server = await standIn({ world: makeWorld('no-vpn') })
    await openPanel(page, watch, server.url, { at: '/vpn' })
    await expect(page.getByText('No VPN is configured')).toBeVisible()
    await expect(main(page).getByRole('listitem')).toHaveCount(3)
    await expect(main(page)).toContainText('GLUETUN_CONTAINER_NAME')
  })
})
