import { axeViolations } from '@acestream-orchestrator/testing/browser/axe'
import {
  chooseFromMenu,
  chooseTheme,
  dialog,
  goTo,
  main,
  openPanel,
} from '@acestream-orchestrator/testing/browser/panel'
import { makeWorld, type Scene } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { UNREACHABLE } from '@acestream-orchestrator/testing/browser/watch'
import type { Page } from '@playwright/test'

const SECTIONS = [
  '/',
  '/engines',
  '/engines?view=table',
  '/streams',
  '/streams?tab=ended',
  '/streams?tab=all',
  '/streams?tab=contents',
  '/vpn',
  '/activity',
]

const nextFrame = (page: Page) =>
  page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))

for (const theme of ['dark', 'light'] as const) {
  test.describe(`axe finds nothing in the ${theme} theme`, () => {
    test.beforeEach(({ page }) => chooseTheme(page, theme))

    for (const scene of ['mixed', 'red', 'empty', 'no-vpn', 'hostile'] satisfies Scene[]) {
      test(`in any section when the fleet is ${scene}`, async ({ page, watch, standIn }) => {
        const server = await standIn({ world: makeWorld(scene), beatMs: 0 })
        await openPanel(page, watch, server.url)
        for (const section of SECTIONS) {
          await goTo(page, section)
          await nextFrame(page) // until then the heading is that of the section before
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
          expect(await axeViolations(page), section).toEqual([])
        }
      })
    }

    test('when the server is gone: what is dimmed can still be read', async ({
      page,
      context,
      watch,
      standIn,
    }) => {
      watch.allow(UNREACHABLE)
      const server = await standIn({ world: makeWorld('mixed'), beatMs: 0 })
      const [engine] = server.world.engines
      await page.clock.install()
      await openPanel(page, watch, server.url)
      // The other sections are fetched by then.
      const lastSection = page.waitForResponse(/activity-page/)
      await page.clock.runFor(61_000)
      await lastSection
      await goTo(page, `/engines/${engine?.container_id}`)
      await expect(dialog(page).getByRole('img').first()).toBeVisible()
      await goTo(page, '/')
      await context.setOffline(true)
      server.hub.drop()
      await expect(page).toHaveTitle(/^Offline/)
      const titles = { '/': /^No answer/, '/engines': 'Engines', '/streams': 'Streams', '/vpn': 'VPN' }
      for (const [section, title] of Object.entries(titles)) {
        await goTo(page, section)
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
        await expect(page.locator('.dimmed').first()).toBeVisible()
        expect(await axeViolations(page), section).toEqual([])
      }
      await goTo(page, `/engines/${engine?.container_id}`)
      await expect(dialog(page).locator('.dimmed')).toBeVisible()
      expect(await axeViolations(page), 'the drawer').toEqual([])
    })

    test('on the page of a stream, in drawers, menus and dialogs', async ({ page, watch, standIn }) => {
      test.slow()
      const server = await standIn({ world: makeWorld('mixed'), beatMs: 0 })
      const [engine] = server.world.engines
      const [stream] = server.world.streams
      await openPanel(page, watch, server.url, { at: `/streams/${encodeURIComponent(stream?.id ?? '')}` })
      await expect(main(page).getByRole('img')).toBeVisible()
      expect(await axeViolations(page), 'stream').toEqual([])
      await goTo(page, `/streams/${encodeURIComponent(stream?.id ?? '')}/stat`)
      await expect(dialog(page)).toBeVisible()
      expect(await axeViolations(page), 'statistics').toEqual([])
      await goTo(page, `/streams/${encodeURIComponent(stream?.id ?? '')}`)
      await main(page).getByRole('button', { name: 'Stop stream' }).click()
      await expect(dialog(page)).toBeVisible()
      expect(await axeViolations(page), 'stop').toEqual([])
      await page.keyboard.press('Escape')
      for (const part of ['', '/logs', '/container']) {
        await goTo(page, `/engines/${engine?.container_id}${part}`)
        await expect(dialog(page)).toBeVisible()
        expect(await axeViolations(page), `drawer${part}`).toEqual([])
      }
      await goTo(page, '/engines')
      await expect(dialog(page)).toHaveCount(0)
      await page
        .getByRole('button', { name: /^Actions for/ })
        .first()
        .click()
      await expect(page.getByRole('menu')).toBeVisible()
      expect(await axeViolations(page), 'menu').toEqual([])
      await page.keyboard.press('Escape')
      const first = page.locator('article[data-engine]').first()
      const openers = {
        delete: () => chooseFromMenu(first, 'Delete engine'),
        restart: () => chooseFromMenu(first, 'Restart'),
        scale: () => page.getByRole('button', { name: /^Target/ }).click(),
        settings: () => page.getByRole('button', { name: 'Settings' }).click(),
        palette: () => page.keyboard.press('Control+k'),
        shortcuts: () => page.keyboard.press('?'),
      }
      for (const [name, open] of Object.entries(openers)) {
        await open()
        await expect(dialog(page)).toBeVisible()
        expect(await axeViolations(page), name).toEqual([])
        await page.keyboard.press('Escape')
        await expect(dialog(page)).toHaveCount(0)
      }
    })
  })
}

test('a change of the overall state is announced to screen readers, a number that moves is not', async ({
  page,
  watch,
  standIn,
}) => {
  const server = await standIn({ beatMs: 200 })
  const [engine] = server.world.engines
  if (engine === undefined) throw new Error('no engine')
  await openPanel(page, watch, server.url)
  const told = page.locator('p[aria-live="polite"]')
  await expect(told).toHaveText('All 6 engines healthy, VPN connected')
  await told.evaluate((element) => {
    const changes = { count: 0 }
    Object.assign(window, { changes })
    new MutationObserver(() => {
      changes.count += 1
    }).observe(element, { subtree: true, childList: true, characterData: true })
  })
  await page.waitForTimeout(1500)
  expect(await page.evaluate(() => (window as unknown as { changes: { count: number } }).changes.count)).toBe(
    0,
  )
  Object.assign(engine, { health_status: 'unhealthy', health_reason: 'no answer within 5 s' })
  server.hub.send('engine', engine)
  await expect(told).toHaveText(/^1 of 6 engines unhealthy/)
})
