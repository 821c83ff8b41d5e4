// The orchestrator's settings, changed in the page.

import { axeViolations } from '@acestream-orchestrator/testing/browser/axe'
import { openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'

test('a setting is changed in the page: checked, previewed, saved, in force, and reset', async ({
  page,
  watch,
  serve,
}) => {
  const server = await serve({ engines: 1, settings: { MIN_FREE_REPLICAS: '' } })
  await openPanel(page, watch, server.url, { at: '/settings' })
  const spare = page.getByLabel('Spare engines')
  await spare.fill('11')
  await expect(page.getByText('MIN_FREE_REPLICAS must not be above MAX_REPLICAS, which is 10')).toBeVisible()
  await spare.fill('x')
  await expect(page.getByText('A whole number from 0 to 1000.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  await spare.fill('3')
  await expect(page.getByRole('list', { name: 'What saving does' })).toContainText('2 engines start')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved. It is in effect now.')).toBeVisible()
  await expect.poll(async () => (await server.engines()).length).toBe(3)
  await page.getByRole('button', { name: 'Reset to default' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Reset to default' })).toHaveCount(0)
})

test('two tabs: the second keeps what was typed and sees what holds now', async ({ page, watch, serve }) => {
  const server = await serve({ engines: 1, settings: { MIN_FREE_REPLICAS: '' } })
  watch.allow(REFUSED)
  await openPanel(page, watch, server.url, { at: '/settings' })
  await page.getByLabel('Idle time', { exact: true }).fill('700')
  await expect(page.getByRole('list', { name: 'What saving does' })).toBeVisible()
  const other = await fetch(`${server.url}/settings`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ revision: 0, changes: { AUTO_DELETE: true } }),
  })
  expect(other.status).toBe(200)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Somebody else changed the settings.')).toBeVisible()
  await expect(page.getByLabel('Idle time', { exact: true })).toHaveValue('700')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved. It is in effect now.')).toBeVisible()
})

test('a newer image is asked for, and the page says why nobody can tell', async ({ page, watch, serve }) => {
  const server = await serve({ engines: 1 })
  await openPanel(page, watch, server.url, { at: '/settings' })
  const check = page.getByRole('button', { name: 'Check for a newer image' })
  await check.click()
  await expect(page.getByText('This is the newest image.')).toBeVisible()
  const answer = { image: 'a/b:1', reason: null, reason_data: null, outdated_engines: 2 }
  await page.route('**/image/check', (route) => route.fulfill({ json: { ...answer, state: 'newer' } }))
  await check.click()
  await expect(page.getByText('A newer image is available.')).toBeVisible()
  await expect(page.getByText('“Update engines now” pulls a/b:1')).toBeVisible()
  await expect(page.getByText('2 engines still run an older image')).toBeVisible()
})

test('engines are updated after a confirmation, with progress, and the update is cancelled', async ({
  page,
  watch,
  serve,
}) => {
  const server = await serve({ engines: 1 })
  await openPanel(page, watch, server.url, { at: '/settings' })
  const update = page.getByRole('button', { name: 'Update engines now' })
  await update.click()
  const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'))
  await expect(dialog).toContainText('no stream ends')
  await dialog.getByRole('button', { name: 'Update', exact: true }).click()
  await expect(page.getByText('All engines were up to date.')).toBeVisible()
  const nothing = { reason: null, reason_data: null }
  const running = { state: 'replacing', replaced: 1, total: 3, waiting: 2, ...nothing }
  const cancelled = { ...running, state: 'cancelled', total: null, waiting: 0 }
  await page.route('**/image/update', (route) =>
    route.fulfill({ json: route.request().method() === 'DELETE' ? cancelled : running }),
  )
  await update.click()
  await dialog.getByRole('button', { name: 'Update', exact: true }).click()
  await expect(page.getByText('Replacing engines: 1 of 3 done')).toBeVisible()
  await expect(page.getByText('Waiting for 2 engines in use.')).toBeVisible()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Cancel update' }).click()
  await expect(page.getByText('Update cancelled: 1 engine was replaced.')).toBeVisible()
  await expect(update).toBeVisible()
})

for (const locale of ['en-GB', 'es-ES'])
  test.describe(locale, () => {
    test.use({ locale })

    for (const width of [390, 1440])
      test(`the page is accessible and fits at ${width} px`, async ({ page, watch, serve }) => {
        await page.setViewportSize({ width, height: 900 })
        const server = await serve({ engines: 1, settings: { MAX_REPLICAS: '3' } })
        watch.allowOrigin(server.url)
        await page.goto(`${server.url}/panel/#/settings/general`)
        const wins =
          locale === 'es-ES'
            ? 'definido por la variable de entorno MAX_REPLICAS, que tiene prioridad'
            : 'set by the environment variable MAX_REPLICAS, which wins'
        await expect(page.getByText(wins)).toBeVisible()
        expect(await axeViolations(page)).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
        await page.getByRole('searchbox').fill('PROTECT_READS')
        await expect(page.getByText('PROTECT_READS', { exact: true })).toBeVisible()
      })
  })
