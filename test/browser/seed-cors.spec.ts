import { card, connection, drain, main } from '@acestream-orchestrator/testing/browser/panel'
import { serveFiles } from '@acestream-orchestrator/testing/browser/static-server'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'

test.describe('the seed: CORS', () => {
  test('the panel served from elsewhere reads, follows and changes an orchestrator that allows it', async ({
    page,
    watch,
    product,
    play,
  }) => {
    const { engine } = await play()
    const files = await serveFiles(product.allowedPort)
    watch.allowOrigin(files.url)
    watch.allowOrigin(product.url)
    watch.allowOrigin('http://localhost:8000')
    watch.allow(/localhost:8000/)
    await page.route('http://localhost:8000/**', (route) => route.abort('connectionrefused'))
    await page.goto(files.url)
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByLabel('Server URL').fill(product.url)
    await page.getByLabel('API Key').fill(product.key)
    await page.getByRole('button', { name: 'Test' }).click()
    watch.allow(REFUSED)
    await expect(page.getByText('The server accepts this key.')).toBeVisible()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(connection(page)).toHaveText('Live')
    await page.getByRole('navigation').getByRole('link', { name: 'Engines' }).first().click()
    await drain(card(page, engine.container_id))
    await expect(card(page, engine.container_id).getByText('Draining', { exact: true })).toBeVisible()
    await product.call('DELETE', `/engines/${engine.container_id}/drain`)
    await files.close()
  })

  test('an origin that is not allowed reads nothing, and the panel says what to set', async ({
    page,
    watch,
    product,
  }) => {
    const files = await serveFiles()
    watch.allowOrigin(files.url)
    watch.allowOrigin(product.url)
    watch.allow(/blocked by CORS policy|net::ERR_FAILED/)
    await page.addInitScript(
      (url) => localStorage.setItem('acestream-orchestrator.settings', JSON.stringify({ serverUrl: url })),
      product.url,
    )
    await page.goto(files.url)
    await expect(main(page)).toContainText('CORS_ORIGINS')
    await files.close()
  })
})
