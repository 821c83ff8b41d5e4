import { connection, dialog, goTo, openPanel } from './support/panel.ts'
import { expect, test } from './support/test.ts'

/** What the browser and React write of a file that did not come. */
const BROKEN = /net::ERR_FAILED|Failed to fetch dynamically imported module/

test.describe('loading', () => {
  test('nothing jumps while the overview fills', async ({ page, watch, standIn }) => {
    const server = await standIn()
    server.faults.delayMs = 400
    watch.allowOrigin(server.url)
    await page.addInitScript(() => {
      const shifts = { sum: 0 }
      Object.assign(window, { shifts })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
          shifts.sum += entry.value
      }).observe({ type: 'layout-shift', buffered: true })
    })
    await page.goto(`${server.url}/panel/`)
    await expect(connection(page)).toHaveText('Live')
    await expect(page.locator('article[data-engine]')).toHaveCount(6)
    await page.waitForTimeout(1000)
    const sum = await page.evaluate(() => (window as unknown as { shifts: { sum: number } }).shifts.sum)
    expect(sum).toBeLessThan(0.05)
  })

  test('a section whose fetching broke once comes all the same', async ({ page, watch, standIn }) => {
    watch.allow(BROKEN)
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url)
    await page.route('**/assets/engines-page-*.js', (route) => route.abort(), { times: 1 })
    await goTo(page, '/engines')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Engines')
  })

  test('a section that could not be fetched says so and can be tried again', async ({
    page,
    watch,
    standIn,
  }) => {
    watch.allow(BROKEN)
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url)
    const chunk = '**/assets/engines-page-*.js'
    await page.route(chunk, (route) => route.abort())
    await goTo(page, '/engines')
    await expect(page.getByRole('alert')).toContainText('This part of the page stopped working.')
    await page.unroute(chunk)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Engines')
  })

  test('a dialog that could not be fetched leaves the page as it is', async ({ page, watch, standIn }) => {
    watch.allow(BROKEN)
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/engines' })
    await page.route('**/assets/scale-dialog-*.js', (route) => route.abort())
    await page.getByRole('button', { name: /^Target/ }).click()
    await expect(page.getByRole('alert')).toContainText('This part of the page stopped working.')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Engines')
    await page.getByRole('button', { name: 'Settings' }).click()
    await expect(dialog(page, 'Settings')).toBeVisible()
  })
})
