import { fileURLToPath } from 'node:url'
import { main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { UNREACHABLE } from '@acestream-orchestrator/testing/browser/watch'
import { freePort } from '@acestream-orchestrator/testing/orchestrator/process'
import { createServer } from 'vite'

const PANEL = fileURLToPath(new URL('../../panel/', import.meta.url))

test('the style page shows every token and component, in development', async ({ page, watch }) => {
  test.slow()
  watch.allow(UNREACHABLE)
  const port = await freePort()
  const server = await createServer({ root: PANEL, logLevel: 'warn', server: { host: '127.0.0.1', port } })
  try {
    await server.listen()
    watch.allowOrigin(`http://127.0.0.1:${port}`)
    watch.allowOrigin('http://localhost:8000')
    await page.goto(`http://127.0.0.1:${port}/#/styles`)
    const parts = main(page).getByRole('heading', { level: 2 })
    await expect(parts.filter({ hasText: 'Tokens' })).toBeVisible({ timeout: 60_000 })
    for (const name of ['Banners', 'Key figures', 'Engine cards', 'Tables', 'Charts', 'Notes of actions'])
      await expect(parts.filter({ hasText: name })).toBeVisible()
    await expect(main(page).locator('article[data-engine]')).toHaveCount(9)
    await expect(main(page).locator('canvas')).toHaveCount(1)
    await main(page).getByRole('button', { name: 'shortcuts' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    expect(watch.errors).toEqual([])
  } finally {
    await server.close()
  }
})

test('a built panel has no style page', async ({ page, watch, fleet }) => {
  await openPanel(page, watch, fleet.url, { at: '/styles' })
  await expect(main(page).getByRole('heading', { level: 1 })).toContainText('All 6 engines healthy')
})
