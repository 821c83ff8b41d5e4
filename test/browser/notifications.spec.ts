import { dialog, openPanel, setHidden, stored } from '@acestream-orchestrator/testing/browser/panel'
import type { StandIn } from '@acestream-orchestrator/testing/browser/stand-in/server'
import { makeWorld } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { UNREACHABLE } from '@acestream-orchestrator/testing/browser/watch'
import type { Page } from '@playwright/test'

const POLL_MS = 30_000

const reads = (server: StandIn) => server.calls.filter(({ line }) => line === 'GET /engines').length
const opened = (server: StandIn) => server.calls.filter(({ line }) => line === 'GET /live').length

async function optIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByLabel(/^Notifications/).click()
  await expect(page.getByLabel(/^Notifications/)).toBeChecked()
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toHaveCount(0)
}

/** The titles of those the browser shows. */
const told = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const worker = await navigator.serviceWorker.ready
    return (await worker.getNotifications()).map(({ title }) => title).toSorted()
  })

const takeAway = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const worker = await navigator.serviceWorker.ready
    for (const one of await worker.getNotifications()) one.close()
  })

test.describe('notifications', () => {
  test('nobody is asked before they are opted into, and a hidden tab then reads nothing', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    await page.addInitScript(() => {
      Object.assign(window, { asked: 0 })
      Notification.requestPermission = async () => {
        Object.assign(window, { asked: 1 })
        return 'denied'
      }
    })
    await page.clock.install()
    await openPanel(page, watch, server.url)
    expect(await page.evaluate(() => (window as unknown as { asked: number }).asked)).toBe(0)
    await setHidden(page, true)
    await expect.poll(() => server.hub.count()).toBe(0)
    await page.waitForLoadState('networkidle')
    const before = server.calls.length
    await page.clock.runFor(4 * POLL_MS)
    expect(server.calls.slice(before)).toEqual([])
  })

  test('a browser that refuses leaves them off and says so', async ({ page, watch, fleet }) => {
    await page.addInitScript(() => {
      Notification.requestPermission = async () => 'denied'
    })
    await openPanel(page, watch, fleet.url)
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByLabel(/^Notifications/).click()
    await expect(dialog(page).getByRole('alert')).toContainText('blocks notifications from this page')
    await expect(page.getByLabel(/^Notifications/)).not.toBeChecked()
    expect(await stored(page, 'settings')).toMatchObject({ notifications: false })
  })

  test('a hidden tab with notifications reads every 30 s, without a live connection', async ({
    page,
    context,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    await context.grantPermissions(['notifications'], { origin: server.url })
    await page.clock.install()
    await openPanel(page, watch, server.url)
    await optIn(page)
    await setHidden(page, true)
    await expect.poll(() => server.hub.count()).toBe(0)
    const live = opened(server)
    for (const poll of ['first', 'second']) {
      const before = reads(server)
      await page.clock.runFor(POLL_MS - 6_000)
      expect(reads(server), `${poll} poll, early`).toBe(before)
      await page.clock.runFor(9_000)
      await expect.poll(() => reads(server), `${poll} poll`).toBe(before + 1)
    }
    expect(opened(server)).toBe(live)
  })

  test('a lost VPN notifies once, when it begins; again only after it had come back', async ({
    page,
    context,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    await context.grantPermissions(['notifications'], { origin: server.url })
    await page.clock.install()
    await openPanel(page, watch, server.url)
    await optIn(page)
    await setHidden(page, true)
    const poll = async () => {
      const before = reads(server)
      await page.clock.runFor(POLL_MS + 1000)
      await expect.poll(() => reads(server)).toBeGreaterThan(before)
    }
    server.world = makeWorld('red')
    await poll()
    await expect.poll(() => told(page)).toEqual(['VPN disconnected'])
    await expect(page).toHaveTitle(/^6 unhealthy/)
    await takeAway(page)
    await poll()
    await expect(page).toHaveTitle(/unhealthy|VPN down/)
    expect(await told(page)).toEqual([])
    server.world = makeWorld('fine')
    await poll()
    await expect(page).toHaveTitle('Acestream Orchestrator')
    server.world = makeWorld('red')
    await poll()
    await expect.poll(() => told(page)).toContain('VPN disconnected')
  })

  test('a fleet without a free place notifies, whether its engines are full or silent', async ({
    page,
    context,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    await context.grantPermissions(['notifications'], { origin: server.url })
    await page.clock.install()
    await openPanel(page, watch, server.url)
    await optIn(page)
    await setHidden(page, true)
    for (const engine of server.world.engines) engine.stream_count = engine.max_streams
    await page.clock.runFor(POLL_MS + 1000)
    await expect.poll(() => told(page)).toEqual(['No free engine'])
    server.world = makeWorld('fine')
    await takeAway(page)
    await page.clock.runFor(POLL_MS + 1000)
    await expect(page).toHaveTitle('Acestream Orchestrator')
    for (const engine of server.world.engines) engine.health_status = 'unhealthy'
    await page.clock.runFor(POLL_MS + 1000)
    await expect.poll(() => told(page)).toEqual(['No free engine'])
  })

  test('a hidden tab says in its title that the server is gone', async ({
    page,
    context,
    watch,
    standIn,
  }) => {
    watch.allow(UNREACHABLE)
    const server = await standIn({ beatMs: 0 })
    await context.grantPermissions(['notifications'], { origin: server.url })
    await page.clock.install()
    await openPanel(page, watch, server.url)
    await optIn(page)
    await setHidden(page, true)
    await server.close()
    for (let poll = 0; poll < 2; poll += 1) {
      await page.clock.runFor(POLL_MS + 1000)
      await page.waitForLoadState('networkidle')
    }
    await expect(page).toHaveTitle(/^Offline/)
  })

  test('what somebody can already see causes no notification', async ({ page, context, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    await context.grantPermissions(['notifications'], { origin: server.url })
    await openPanel(page, watch, server.url)
    await optIn(page)
    server.world = makeWorld('red')
    await expect(page).toHaveTitle(/unhealthy|VPN down/)
    expect(await told(page)).toEqual([])
  })
})
