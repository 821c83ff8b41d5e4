import { dialog, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { mixed } from '@acestream-orchestrator/testing/browser/server/scenes'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

test.describe('the address holds the state', () => {
  test('filter, order and view of the engines survive a reload, and an engine that is opened and closed', async ({
    page,
    watch,
    shared,
  }) => {
    const server = await shared(mixed)
    await openPanel(page, watch, server.url, { at: '/engines' })
    await main(page).getByLabel('Health').selectOption('healthy')
    await main(page).getByLabel('Sort').selectOption('streams')
    await main(page).getByText('Table', { exact: true }).click()
    const rows = page.getByRole('table').locator('tbody tr')
    const shown = await rows.count()
    expect(shown).toBeLessThan((await server.engines()).length)

    await page.reload()
    await expect(rows).toHaveCount(shown)
    await expect(main(page).getByLabel('Sort')).toHaveValue('streams')

    await rows.first().getByRole('link').first().click()
    await expect(dialog(page)).toBeVisible()
    await expect(page).toHaveURL(/engines\/.+health=healthy/)
    await page.reload()
    await expect(dialog(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog(page)).toHaveCount(0)
    await expect(rows).toHaveCount(shown)
    await expect(page).toHaveURL(/engines\?health=healthy&sort=streams&view=table$/)
  })

  test('a stream leads back to the list it was opened from, by its link and by the browser', async ({
    page,
    watch,
    shared,
  }) => {
    const server = await shared(mixed)
    await openPanel(page, watch, server.url, { at: '/streams?tab=ended' })
    const ended = page.getByRole('table', { name: /^Ended/ })
    await ended.getByRole('link').first().click()
    await expect(page.getByRole('heading', { name: 'Averages and peaks' })).toBeVisible()
    await page.goBack()
    await expect(ended).toBeVisible()
    await ended.getByRole('link').first().click()
    await main(page).getByRole('link', { name: 'Streams', exact: true }).click()
    await expect(page).toHaveURL(/streams\?tab=ended$/)
    await expect(ended).toBeVisible()
  })
})
