import { connection, dialog, goTo, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'

/** What the browser and React write of a file that did not come. */
const BROKEN = /net::ERR_FAILED|Failed to fetch dynamically imported module/

test.describe('loading', () => {
  test('nothing jumps while the overview fills', async ({ page, watch, serve }) => {
    const server = await serve({ streams: 4 })
    server.wire.delayMs = 400
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
    await expect(page.locator('[data-engine]')).toHaveCount(6)
    await page.waitForTimeout(1000)
    const sum = await page.evaluate(() => (window as unknown as { shifts: { sum: number } }).shifts.sum)
    expect(sum).toBeLessThan(0.05)
  })

  test('the live connection is opened while the scripts are still on their way, and only once', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await serve({ streams: 4 })
    watch.allowOrigin(server.url)
    const scripts = Promise.withResolvers<void>()
    await page.route('**/assets/panel-*.js', async (route) => {
      await scripts.promise
      await route.continue()
    })
    await page.goto(`${server.url}/panel/`, { waitUntil: 'commit' })
    await expect.poll(() => server.wire.openStreams('live')).toBe(1)
    await expect(connection(page)).toHaveCount(0)
    scripts.resolve()
    await expect(page.locator('[data-engine]')).toHaveCount(6)
    expect(server.wire.calls.filter(({ line }) => line === 'GET /live')).toHaveLength(1)
    expect(server.wire.openStreams('live')).toBe(1)
  })

  test('nothing is opened early for who polls, nor where there is no live stream', async ({
    page,
    watch,
    serve,
    older,
  }) => {
    watch.allow(REFUSED)
    const asked = (lines: readonly string[]) => lines.filter((line) => line === 'GET /live').length
    const server = await serve({ streams: 4 })
    await openPanel(page, watch, server.url)
    await page.getByRole('banner').getByLabel('Refresh', { exact: true }).selectOption('10')
    await page.reload()
    await expect(connection(page)).toHaveText('Every 10 s')
    expect(asked(server.wire.calls.map(({ line }) => line))).toBe(1)
    const old = await older(server)
    await openPanel(page, watch, old.url, { state: /Every 5 s/ })
    await page.reload()
    await expect(connection(page)).toHaveText('Every 5 s')
    expect(asked(old.calls)).toBe(1)
  })

  test('a section whose fetching broke once comes all the same', async ({ page, watch, fleet }) => {
    watch.allow(BROKEN)
    await openPanel(page, watch, fleet.url)
    await page.route('**/assets/engines-page-*.js', (route) => route.abort(), { times: 1 })
    await goTo(page, '/engines')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Engines')
  })

  test('a section that could not be fetched says so and can be tried again', async ({
    page,
    watch,
    fleet,
  }) => {
    watch.allow(BROKEN)
    await openPanel(page, watch, fleet.url)
    const chunk = '**/assets/engines-page-*.js'
    await page.route(chunk, (route) => route.abort())
    await goTo(page, '/engines')
    await expect(page.getByRole('alert')).toContainText('This part of the page stopped working.')
    await page.unroute(chunk)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Engines')
  })

  test('a dialog that could not be fetched leaves the page as it is', async ({ page, watch, fleet }) => {
    watch.allow(BROKEN)
    await openPanel(page, watch, fleet.url, { at: '/engines' })
    await page.route('**/assets/scale-dialog-*.js', (route) => route.abort())
    await page.getByRole('button', { name: /^Target/ }).click()
    await expect(page.getByRole('alert')).toContainText('This part of the page stopped working.')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Engines')
    await page.getByRole('button', { name: 'Settings' }).click()
    await expect(dialog(page, 'Settings')).toBeVisible()
  })
})
