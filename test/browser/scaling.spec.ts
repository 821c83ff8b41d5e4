// How many engines there are: the target, one more, and cleaning up.

import { dialog, goTo, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'

test.describe('the number of engines', () => {
  test('more and fewer engines: what would happen, then what happens', async ({ page, watch, product }) => {
    await product.idleEngines(3)
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    await page.getByRole('button', { name: 'Target 3' }).click()
    const scale = dialog(page, 'Number of engines')
    await scale.getByRole('button', { name: 'One engine more' }).click()
    await expect(scale).toContainText('One engine would start.')
    await scale.getByRole('button', { name: 'Apply' }).click()
    await expect(scale).toHaveCount(0)
    await expect(page.locator('article[data-health="healthy"]')).toHaveCount(4, { timeout: 20_000 })
    await page.getByRole('button', { name: 'Target 4' }).click()
    await scale.getByRole('button', { name: 'Back to automatic' }).click()
    await expect(page.getByRole('button', { name: 'Target 3' })).toBeVisible()
    await page.getByRole('button', { name: 'Clean up' }).click()
    await expect(page.getByText('One removed.')).toBeVisible()
    await expect(page.locator('article[data-health="healthy"]')).toHaveCount(3)
  })

  test('the limits of the target can’t be passed', async ({ page, watch, product }) => {
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    await page.getByRole('button', { name: 'Target 3' }).click()
    const target = dialog(page).getByLabel('Target')
    await target.fill('50')
    await expect(dialog(page)).toContainText('Enter a whole number from 3 to 6')
    await expect(dialog(page).getByRole('button', { name: 'Apply' })).toBeDisabled()
    await expect(dialog(page).getByRole('button', { name: 'One engine more' })).toBeDisabled()
    await dialog(page).getByRole('button', { name: 'One engine fewer' }).click()
    await expect(target).toHaveValue('6')
    await dialog(page).getByRole('button', { name: 'Close' }).click()
  })

  test('the target is typed as numbers are: digit by digit, emptied before', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    Object.assign(server.world, { minReplicas: 2, maxReplicas: 20 })
    await openPanel(page, watch, server.url, { at: '/engines' })
    await page.getByRole('button', { name: /^Target/ }).click()
    const target = dialog(page).getByLabel('Target')
    await target.press('Control+a')
    await target.press('Backspace')
    await expect(target).toHaveValue('')
    await target.pressSequentially('12')
    await expect(target).toHaveValue('12')
    await expect(dialog(page)).toContainText('6 engines would start.')
    await dialog(page).getByRole('button', { name: 'Apply' }).click()
    await expect(page.getByRole('button', { name: 'Target 12' })).toBeVisible()
  })

  test('a preview with a wrong key asks for none: applying does', async ({ page, watch, standIn }) => {
    watch.allow(REFUSED)
    const server = await standIn({ key: 'right', beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/engines', key: 'wrong' })
    await page.getByRole('button', { name: /^Target/ }).click()
    await dialog(page).getByRole('button', { name: 'One engine more' }).click()
    await expect(dialog(page).getByRole('alert')).toContainText('Couldn’t load the preview')
    await expect(dialog(page)).toHaveCount(1)
    await dialog(page).getByRole('button', { name: 'Apply' }).click()
    await expect(dialog(page, 'API key required')).toBeVisible()
  })

  test('start an engine: one more starts, is named, and stays until the target is reset', async ({
    page,
    watch,
    product,
  }) => {
    await product.idleEngines(3)
    const before = await product.engines()
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    await page.getByRole('button', { name: 'Start an engine' }).click()
    const told = page.getByRole('status').filter({ hasText: 'stays so until you reset it' })
    await expect(told).toContainText(/^acestream-\d+ is ready\./, { timeout: 20_000 })
    const engines = await product.engines()
    const [started, ...others] = engines.filter(({ container_id }) =>
      before.every((one) => one.container_id !== container_id),
    )
    expect(others).toEqual([])
    await expect(told).toHaveText(
      new RegExp(`^${started?.container_name} is ready\\. The target is now ${engines.length} and stays so`),
    )
    await told.getByRole('button', { name: 'Back to automatic' }).click()
    await expect(told).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Target 3' })).toBeVisible()
    await page.getByRole('button', { name: 'Clean up' }).click()
    await expect.poll(async () => (await product.engines()).length, { timeout: 20_000 }).toBe(3)
  })

  test('start an engine at the maximum: refused with the reason, and nothing is asked of the server', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    server.world.maxReplicas = 6
    await openPanel(page, watch, server.url, { at: '/engines' })
    await page.getByRole('button', { name: 'Start an engine' }).click()
    await expect(main(page).getByRole('alert')).toHaveText(
      'Couldn’t start an engine: the maximum of 6 engines is reached (MAX_REPLICAS).',
    )
    expect(server.calls.filter(({ line }) => line.startsWith('POST'))).toEqual([])
  })
})

test.describe('a number that is refused', () => {
  test.beforeEach(({ watch }) => watch.allow(REFUSED))

  test('a number of engines that is refused after its dialog was closed is shown above the engines', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/engines' })
    await page.getByRole('button', { name: /^Target \d/ }).click()
    server.faults.delayMs = 1500
    server.faults.refuse = { status: 503, code: 'breaker_open', detail: 'too many failed starts' }
    await dialog(page).getByRole('button', { name: 'One engine more' }).click()
    await dialog(page).getByRole('button', { name: 'Apply' }).click()
    await page.keyboard.press('Escape')
    await expect(dialog(page)).toHaveCount(0)
    const told = main(page).getByRole('alert').filter({ hasText: 'too many failed starts' })
    await expect(told).toBeVisible()
    await goTo(page, '/')
    await expect(told).toBeVisible()
    await told.getByRole('button', { name: 'Dismiss' }).click()
    await expect(told).toHaveCount(0)
  })
})
