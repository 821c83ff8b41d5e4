import { setTimeout as delay } from 'node:timers/promises'
import { dialog, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import type { Page } from '@playwright/test'

const focused = (page: Page) => page.locator(':focus')

function loadPaletteSlowly(page: Page): Promise<unknown> {
  return page.route(/\/palette-[^/]+\.js$/, async (route) => {
    await delay(600)
    await route.continue()
  })
}

test.describe('by keyboard alone', () => {
  test('g and a letter go to the sections', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url)
    const places = { e: 'Engines', s: 'Streams', v: 'VPN', a: 'Activity' }
    for (const [letter, title] of Object.entries(places)) {
      await page.keyboard.press('g')
      await page.keyboard.press(letter)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
    }
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await expect(page).toHaveURL(/#\/$/)
  })

  test('the palette finds an engine by typing and opens it; Escape closes and goes back', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const [, second] = server.world.engines
    await openPanel(page, watch, server.url)
    await page.keyboard.press('Control+k')
    await expect(dialog(page, 'Command palette')).toBeVisible()
    await page.keyboard.type(second?.container_name ?? '')
    await page.keyboard.press('Enter')
    await expect(dialog(page, second?.container_name ?? '')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog(page)).toHaveCount(0)
    await expect(page).toHaveURL(/#\/engines$/)
  })

  test('what is typed before the palette is there is typed into it, and does nothing on the page', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    await loadPaletteSlowly(page)
    await openPanel(page, watch, server.url)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('gs acest!', { delay: 30 })
    await page.keyboard.press('Backspace')
    await page.keyboard.type('ream-2', { delay: 60 })
    const field = dialog(page, 'Command palette').getByRole('combobox')
    await expect(field).toHaveValue('gs acestream-2')
    await expect(page).toHaveURL(/\/panel\/(#\/)?$/)
    for (let n = 0; n < 14; n += 1) await page.keyboard.press('Backspace')
    await expect(field).toHaveValue('')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await expect(field).toHaveValue('')
  })

  test('Enter typed before the palette is there runs the first match, once', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    await loadPaletteSlowly(page)
    await openPanel(page, watch, server.url)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('external')
    await page.keyboard.press('Enter')
    await expect(dialog(page, 'Add an external engine').getByLabel('Host')).toBeVisible()
    await expect(dialog(page)).toHaveCount(1)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await expect(dialog(page, 'Command palette').getByRole('combobox')).toHaveValue('')
  })

  test('/ filters, arrows move between the cards, Enter opens one and Escape gives the focus back', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/engines' })
    await expect(page.getByLabel('Filter by name or port')).toBeVisible()
    await page.keyboard.press('/')
    await expect(page.getByLabel('Filter by name or port')).toBeFocused()
    await page.keyboard.type('acestream')
    await expect(page).toHaveURL(/q=acestream/)
    const links = page.locator('article[data-engine] h3 a')
    await links.first().focus()
    await page.keyboard.press('ArrowRight')
    await expect(links.nth(1)).toBeFocused()
    await page.keyboard.press('ArrowLeft')
    await expect(links.first()).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(dialog(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog(page)).toHaveCount(0)
    await expect(links.first()).toBeFocused()
  })

  test('/ in front of the page finds the search of a log, and never the filter behind', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const [engine] = server.world.engines
    await openPanel(page, watch, server.url, { at: `/engines/${engine?.container_id}` })
    await expect(dialog(page).getByRole('link', { name: 'Logs' })).toBeVisible()
    await page.keyboard.press('/')
    await expect(page.locator('main [data-filter]')).not.toBeFocused()
    await dialog(page).getByRole('link', { name: 'Logs' }).click()
    await expect(page.getByRole('log')).toContainText('line 20 ')
    await page.keyboard.press('/')
    await expect(page.getByLabel('Search in logs')).toBeFocused()
    await expect(page.getByLabel('Search in logs')).toHaveValue('')
  })

  test('an engine is deleted without a mouse', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    const [engine] = server.world.engines
    await openPanel(page, watch, server.url, { at: '/engines' })
    const shown = page.locator(`article[data-engine="${engine?.container_id}"]`)
    await shown.getByRole('button', { name: /^Actions for/ }).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menu')).toBeVisible()
    await page.keyboard.press('End')
    await expect(page.getByRole('menuitem', { name: 'Delete engine' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(dialog(page).getByRole('button', { name: 'Cancel' })).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(dialog(page).getByRole('button', { name: 'Delete engine' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(shown).toHaveCount(0)
  })

  test('the checks of an engine are walked with the arrow keys', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    const checks = server.world.engines[0]?.recent_checks ?? []
    const missed = { ts: new Date().toISOString(), ms: 5000, reason: 'no answer' }
    checks.splice(-2, 1, missed)
    await openPanel(page, watch, server.url, { at: '/engines' })
    const bar = page.getByRole('slider', { name: 'Last checks' }).first()
    await page.locator('article[data-engine] h3 a').first().focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await expect(bar).toBeFocused()
    const newest = await bar.getAttribute('aria-valuetext')
    expect(newest).toMatch(/^\d\d:\d\d:\d\d: \d+ ms$/)
    await page.keyboard.press('ArrowLeft')
    await expect(bar).toHaveAttribute('aria-valuetext', /: no answer · 5,000 ms$/)
    await page.keyboard.press('ArrowLeft')
    await expect(bar).toHaveAttribute('aria-valuetext', /: \d+ ms$/)
  })

  test('the focus can always be seen', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/engines' })
    for (let step = 0; step < 25; step += 1) {
      await page.keyboard.press('Tab')
      const outlined = await focused(page).evaluate((element) =>
        [element, element.parentElement, element.nextElementSibling]
          .filter((one) => one !== null)
          .flatMap((one) => [getComputedStyle(one), getComputedStyle(one, '::after')])
          .some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && outlineWidth !== '0px'),
      )
      expect(outlined, await focused(page).evaluate((element) => element.outerHTML.slice(0, 200))).toBe(true)
    }
  })

  test('the first stop leads to the content', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url)
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Skip to content' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('main')).toBeFocused()
  })
})
