// Browsers that are not this year's.
import { connection, figure, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

test('without Promise.withResolvers, AbortSignal.any and URL.parse everything works', async ({
  page,
  watch,
  serve,
}) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(Promise, 'withResolvers')
    Reflect.deleteProperty(AbortSignal, 'any')
    Reflect.deleteProperty(URL, 'parse')
  })
  const server = await serve()
  await openPanel(page, watch, server.url)
  await expect(figure(page, 'Healthy Engines')).toContainText('6 of 6')
  await page.getByRole('button', { name: 'Refresh now' }).click()
  await expect(connection(page)).toHaveText('Live')
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByLabel('Server URL').fill('http://[nas')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('This is not a valid address. Try http://nas:8000.')).toBeVisible()
})

test('a browser that is too old is told which one is needed', async ({ page, watch, serve }) => {
  watch.allow(/./)
  await page.addInitScript(() => {
    Reflect.deleteProperty(Array.prototype, 'toSorted')
  })
  const server = await serve()
  watch.allowOrigin(server.url)
  await page.goto(`${server.url}/panel/`)
  await expect(page.getByRole('alert')).toHaveText(
    'The panel needs a newer browser: Chrome or Edge 111, Firefox 128, Safari 16.4, or later.',
  )
})
