import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { openPanel } from './support/panel.ts'
import { expect, test } from './support/test.ts'

const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

test.describe('the log of an engine', () => {
  test.beforeEach(async ({ page, context, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url })
    await openPanel(page, watch, server.url, { at: `/engines/${server.world.engines[0]?.container_id}/logs` })
    await expect(page.getByRole('log')).toContainText('line 20 ')
  })

  test('is copied as it is read: whole, or what the search left', async ({ page }) => {
    const copy = page.getByRole('button', { name: 'Copy' })
    await copy.click()
    await expect.poll(() => copied(page)).toMatch(/line 1 .*\n.*line 2 .*\n(.*\n)*.*line 20 /)
    await page.getByLabel('Search in logs').fill('line 13 ')
    await expect(page.getByText('1 match', { exact: true })).toBeVisible()
    await copy.click()
    await expect.poll(() => copied(page)).toMatch(/^\S+ INFO acestream: line 13 <b>not bold<\/b>$/)
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
