import { readFile } from 'node:fs/promises'
import {
  card,
  chooseFromMenu,
  dialog,
  openPanel,
  setHidden,
} from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED, UNREACHABLE } from '@acestream-orchestrator/testing/browser/watch'
import type { Page } from '@playwright/test'

const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

test.describe('the log of an engine', () => {
  test.beforeEach(async ({ page, context, watch, serve }) => {
    const server = await serve({ engines: 1 })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url })
    await openPanel(page, watch, server.url, { at: `/engines/${(await server.engine(1)).container_id}/logs` })
    await expect(page.getByRole('log')).toContainText('line 20 ')
  })

  test('is copied as it is read: whole, or what the search left', async ({ page }) => {
    const copy = page.getByRole('button', { name: 'Copy' })
    await copy.click()
    await expect.poll(() => copied(page)).toMatch(/line 1 .*\n.*line 2 .*\n(.*\n)*.*line 20 /)
    await page.getByLabel('Search in logs').fill('line 13 ')
    await expect(page.getByText('1 match', { exact: true })).toBeVisible()
    await copy.click()
    await expect.poll(() => copied(page)).toMatch(/^INFO acestream: line 13 <b>not bold<\/b>$/)
  })

  test('is downloaded as plain text, a line each', async ({ page }) => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download' }).click()
    const lines = (await readFile(await (await download).path(), 'utf8')).split('\n')
    expect(lines[0]).toMatch(/INFO acestream: line 1 <b>not bold<\/b>$/)
    expect(lines[19]).toContain('line 20 ')
    expect(lines.at(-1)).toBe('')
  })

  test('stays where it was scrolled to while new lines come', async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 420 })
    const log = page.getByRole('log')
    const top = () => log.evaluate((lines) => lines.scrollTop)
    await expect.poll(top).toBeGreaterThan(50)
    await log.evaluate((lines) => {
      lines.scrollTop = 40
    })
    await expect(page.getByText('Paused: scrolled up')).toBeVisible()
    const before = await log.locator('p').count()
    await expect.poll(() => log.locator('p').count()).toBeGreaterThan(before)
    expect(await top()).toBe(40)
  })
})

test.describe('the log of an engine, opened', () => {
  test('is followed, searched, and held while scrolled up', async ({ page, watch, serve }) => {
    const server = await serve({ engines: 1 })
    const engine = await server.engine(1)
    await openPanel(page, watch, server.url, { at: '/engines' })
    await chooseFromMenu(card(page, engine.container_id), 'Logs')
    await expect(page).toHaveURL(/\/logs$/)
    const log = page.getByRole('log')
    await expect(log).toContainText('line 21 ')
    await expect(page.getByText('Following', { exact: true })).toBeVisible()
    await page.getByLabel('Search in logs').fill('line 7 ')
    await expect(page.getByText('1 match', { exact: true })).toBeVisible()
    await page.getByLabel('Search in logs').fill('')
    await page.setViewportSize({ width: 1440, height: 480 })
    await expect.poll(() => log.evaluate((lines) => lines.scrollTop)).toBeGreaterThan(100)
    await log.evaluate((lines) => {
      lines.scrollTop = 0
    })
    await expect(page.getByText('Paused: scrolled up')).toBeVisible()
    await page.getByRole('button', { name: 'Follow' }).click()
    await expect(page.getByText('Following', { exact: true })).toBeVisible()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download' }).click()
    expect((await download).suggestedFilename()).toBe(`${engine.container_name}.log`)
  })

  test('is the real one', async ({ page, watch, product }) => {
    const [engine] = await product.idleEngines(1)
    await openPanel(page, watch, product.url, {
      key: product.key,
      at: `/engines/${engine?.container_id}/logs`,
    })
    await expect(page.getByRole('log')).not.toContainText('No lines yet')
    await expect(page.getByRole('log').locator('p').first()).toHaveText(/\w/)
  })
})

/** The numbers of the lines shown, in their order. */
const numbers = (page: Page): Promise<number[]> =>
  page
    .getByRole('log')
    .locator('p')
    .evaluateAll((lines) =>
      lines.map(({ textContent }) => Number(/line (\d+) /.exec(textContent ?? '')?.[1])),
    )

const oneByOne = (numbers: readonly number[]): boolean =>
  numbers.every((number, index) => number === index + 1)

test.describe('the connection of a log', () => {
  test('when it breaks the lines stay, with the reason below, and another try goes on after them', async ({
    page,
    watch,
    serve,
  }) => {
    watch.allow(UNREACHABLE)
    const server = await serve({ engines: 1 })
    await openPanel(page, watch, server.url, { at: `/engines/${(await server.engine(1)).container_id}/logs` })
    await expect(page.getByRole('log')).toContainText('line 20 ')
    await page.getByLabel('Search in logs').fill('line')
    server.wire.cutStreams('logs')
    await expect(dialog(page).getByRole('alert')).toContainText(
      'Couldn’t load the log: The server can’t be reached.',
    )
    await expect(page.getByRole('log')).toContainText('line 20 ')
    await expect(page.getByText('Interrupted', { exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByText('Following', { exact: true })).toBeVisible()
    await expect(dialog(page).getByRole('alert')).toHaveCount(0)
    await expect(page.getByLabel('Search in logs')).toHaveValue('line')
    await expect(page.getByRole('log')).toContainText('line 22 ')
    expect(oneByOne(await numbers(page))).toBe(true)
  })

  test('is closed while the tab is hidden; shown again it goes on without a line twice or missing', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await serve({ engines: 1 })
    await openPanel(page, watch, server.url, { at: `/engines/${(await server.engine(1)).container_id}/logs` })
    await expect(page.getByRole('log')).toContainText('line 21 ')
    await expect.poll(() => server.wire.openStreams('logs')).toBe(1)
    await setHidden(page, true)
    await expect.poll(() => server.wire.openStreams('logs')).toBe(0)
    await expect(page.getByRole('log')).toContainText('line 21 ')
    await setHidden(page, false)
    await expect.poll(() => server.wire.openStreams('logs')).toBe(1)
    await expect(page.getByRole('log')).toContainText('line 23 ')
    expect(oneByOne(await numbers(page))).toBe(true)
  })

  test('where the stream does not come through, the newest lines are read every few seconds', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await serve({ engines: 1 })
    server.wire.holdStreams = true
    await page.addInitScript(() => {
      localStorage.setItem('acestream-orchestrator.settings', JSON.stringify({ refresh: '30' }))
    })
    const at = `/engines/${(await server.engine(1)).container_id}/logs`
    await openPanel(page, watch, server.url, { at, state: /^Every 30 s$/ })
    await expect(dialog(page)).toContainText('holds the log back', { timeout: 15_000 })
    await expect(page.getByRole('log')).toContainText('line 20 ')
    await expect(page.getByRole('log')).toContainText('line 30 ', { timeout: 20_000 })
    expect(oneByOne(await numbers(page))).toBe(true)
  })

  test('without a key: what is missing is said beside another try', async ({ page, watch, serve }) => {
    watch.allow(REFUSED)
    const server = await serve({ engines: 1, key: 'secret' })
    await openPanel(page, watch, server.url, { at: `/engines/${(await server.engine(1)).container_id}/logs` })
    await dialog(page, 'API key required').getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog(page)).toContainText('The server requires its API key.')
    await dialog(page).getByRole('button', { name: 'Try again' }).click()
    await dialog(page, 'API key required').getByLabel('API Key').fill('secret')
    await dialog(page, 'API key required').getByRole('button', { name: 'Save and continue' }).click()
    await expect(page.getByRole('log')).toContainText('line 20 ')
  })
})

test.describe('copying where the browser has no clipboard (plain http)', () => {
  for (const [works, told] of [
    [true, 'Copied'],
    [false, 'Not copied: the browser refused'],
  ] as const) {
    test(`says “${told}” and keeps the focus`, async ({ page, watch, serve }) => {
      await page.addInitScript((succeeds) => {
        Object.defineProperty(navigator, 'clipboard', { value: undefined })
        document.execCommand = () => {
          Object.assign(window, { selected: getSelection()?.toString() })
          return succeeds
        }
      }, works)
      const server = await serve({ engines: 1 })
      await openPanel(page, watch, server.url, {
        at: `/engines/${(await server.engine(1)).container_id}/logs`,
      })
      await page.getByLabel('Search in logs').fill('line 13 ')
      await expect(page.getByText('1 match', { exact: true })).toBeVisible()
      const copy = page.getByRole('button', { name: 'Copy: Log lines' })
      await copy.focus()
      await page.keyboard.press('Enter')
      await expect(page.getByRole('button', { name: told })).toBeFocused()
      expect(await page.evaluate(() => Reflect.get(window, 'selected'))).toContain('line 13 ')
      await expect(copy).toBeFocused()
    })
  }

  test('a clipboard that refuses is no error', async ({ page, watch, fleet }) => {
    await page.addInitScript(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('denied', 'NotAllowedError'))
      document.execCommand = () => false
    })
    const stream = await fleet.stream(1)
    await openPanel(page, watch, fleet.url, { at: `/streams/${encodeURIComponent(stream.id)}` })
    await page
      .getByRole('button', { name: /^Copy: / })
      .first()
      .click()
    await expect(page.getByRole('button', { name: 'Not copied: the browser refused' })).toBeVisible()
  })
})
