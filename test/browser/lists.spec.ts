// Lists people can work with: ordered by any column, kept as CSV, acted on together.

import { readFile } from 'node:fs/promises'
import { dialog, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import type { Page } from '@playwright/test'

const names = (page: Page) => page.locator('tr[data-engine] a[data-item]')
const head = (page: Page, name: string) => page.getByRole('columnheader', { name, exact: true })

test('every column of the engines orders them, by a press and in the address', async ({
  page,
  watch,
  standIn,
}) => {
  const server = await standIn({ beatMs: 0 })
  for (const [n, engine] of server.world.engines.entries())
    Object.assign(engine, { uptime_24h: 1 - ((n * 3) % 6) / 100, probe_latency_ms: n === 3 ? null : 10 + n })
  await openPanel(page, watch, server.url, { at: '/engines?view=table' })
  await head(page, 'Latency').getByRole('button').click()
  await expect(names(page).first()).toHaveText('acestream-6')
  await expect(names(page).last(), 'what is not known comes last').toHaveText('acestream-4')
  await expect(head(page, 'Latency')).toHaveAttribute('aria-sort', 'descending')
  await head(page, 'Latency').getByRole('button').click()
  await expect(names(page).first()).toHaveText('acestream-1')
  await expect(names(page).last()).toHaveText('acestream-4')
  await expect(page).toHaveURL(/sort=-latency/)
  await page.reload()
  await expect(head(page, 'Latency')).toHaveAttribute('aria-sort', 'ascending')
  const sortable = page.getByRole('columnheader').getByRole('button')
  await expect(sortable).toHaveCount(12)
})

test('which engine is the worst: two taps', async ({ page, watch, standIn }) => {
  const server = await standIn({ beatMs: 0 })
  Object.assign(server.world.engines[4] ?? {}, { uptime_24h: 0.4 })
  await openPanel(page, watch, server.url, { at: '/engines?view=table' })
  await head(page, 'Uptime 24 h').getByRole('button').click()
  await expect(names(page).first()).toHaveText('acestream-5')
})

test('the CSV holds what is shown, in its order', async ({ page, watch, standIn }) => {
  const server = await standIn({ beatMs: 0 })
  Object.assign(server.world.streams[0] ?? {}, { title: '=Final, "live"', status: 'started' })
  await openPanel(page, watch, server.url, { at: '/streams?q=final' })
  await expect(page.locator('tr[data-stream]')).toHaveCount(1)
  const download = page.waitForEvent('download')
  await main(page).getByRole('button', { name: 'Download this list (CSV)' }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe('streams.csv')
  const [columns, row, ...rest] = (await readFile(await file.path(), 'utf8')).split('\r\n')
  expect(columns).toMatch(/^title,key_type,key,engine,phase,/)
  expect(row).toMatch(/^"'=Final, ""live""",/)
  expect(rest).toEqual([''])
})

test('several engines are deleted together, named with what follows', async ({ page, watch, standIn }) => {
  const server = await standIn({ beatMs: 0, key: 'secret' })
  await openPanel(page, watch, server.url, { at: '/engines?view=table', key: 'secret' })
  for (const name of ['acestream-5', 'acestream-6']) await page.getByLabel(`Select ${name}`).click()
  await main(page).getByRole('button', { name: 'Delete engines' }).click()
  const question = dialog(page, 'Delete 2 engines?')
  await expect(question).toContainText('acestream-5, acestream-6')
  await expect(question).toContainText('No stream is running on them.')
  await question.getByRole('button', { name: 'Delete them' }).click()
  await expect(question).toHaveCount(0)
  const ids = server.calls.filter(({ line }) => line.startsWith('DELETE /containers/')).length
  expect(ids).toBe(2)
})

test('the palette acts: restart acestream-3', async ({ page, watch, fleet }) => {
  await openPanel(page, watch, fleet.url)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('restart acestream-3')
  await expect(dialog(page).getByRole('option').first()).toHaveText('Restart acestream-3')
  await page.keyboard.press('Enter')
  await expect(dialog(page, 'Restart acestream-3?')).toBeVisible()
})

test('a channel leads to its plays', async ({ page, watch, fleet }) => {
  await openPanel(page, watch, fleet.url, { at: '/streams?tab=contents' })
  await main(page).locator('tbody a[data-item]').first().click()
  await expect(page).toHaveURL(/tab=ended/)
  await expect(page).toHaveURL(/q=/)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('the filters of the engines are one button', async ({ page, watch, fleet }) => {
    await openPanel(page, watch, fleet.url, { at: '/engines' })
    await expect(main(page).getByLabel('Health', { exact: true })).toBeHidden()
    await main(page).getByRole('button', { name: 'Filters' }).click()
    await main(page).getByLabel('Health', { exact: true }).selectOption('unhealthy')
    await expect(main(page).getByRole('button', { name: 'Filters (1)' })).toBeVisible()
    await expect(page).toHaveURL(/health=unhealthy/)
  })
})
