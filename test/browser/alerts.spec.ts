import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { axeViolations } from '@acestream-orchestrator/testing/browser/axe'
import { openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'

/** A server that answers as ntfy does. */
async function ntfyServer() {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    bodies.push(Buffer.concat(chunks).toString())
    response.end('{"id":"x","event":"message"}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/my-topic`, bodies, close: () => server.close() }
}

test('a notifier is added, tested and shown with its result, and a rule is read in plain words', async ({
  page,
  watch,
  serve,
}, info) => {
  watch.allow(REFUSED)
  const ntfy = await ntfyServer()
  const server = await serve({ engines: 1 })
  await openPanel(page, watch, server.url, { at: '/settings/alerts' })
  await expect(page.getByText('No notifiers yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Add notifier' }).click()
  await page.getByLabel('Name').fill('Phone')
  await page.getByLabel('Address').fill('nonsense')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('must be an address that begins with https:// or http://')).toBeVisible()
  await page.getByLabel('Address').fill(ntfy.url)
  await page.screenshot({ path: info.outputPath('dialog.png') })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Test: Phone' }).click()
  await expect(page.getByText('Last message delivered')).toBeVisible()
  expect(JSON.parse(ntfy.bodies[0] ?? '{}').topic).toBe('my-topic')

  await expect(page.getByText('Tells of critical incidents and warnings that last 1 min')).toBeVisible()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByText('Quiet hours').click()
  await page.screenshot({ path: info.outputPath('rule.png') })
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('is quiet from 23:00 to 07:00')).toBeVisible()
  await page.screenshot({ path: info.outputPath('alerts.png') })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.screenshot({ path: info.outputPath('phone.png') })
  ntfy.close()
})

for (const { language, colorScheme, width, add, save } of [
  { language: 'en', colorScheme: 'light', width: 1440, add: 'Add notifier', save: 'Save' },
  { language: 'es', colorScheme: 'dark', width: 390, add: 'Añadir canal', save: 'Guardar' },
] as const)
  test.describe(`in ${language}, ${colorScheme}, ${width} px`, () => {
    test.use({ locale: language, colorScheme, viewport: { width, height: 900 } })

    test('the section and its dialog are accessible', async ({ page, watch, serve }, info) => {
      watch.allow(REFUSED)
      const server = await serve({
        engines: 1,
        settings: { ALERT_DISCORD_URL: 'http://127.0.0.1:1/webhook' },
      })
      watch.allowOrigin(server.url)
      await page.goto(`${server.url}/panel/#/settings/alerts`)
      await expect(page.getByText('ALERT_DISCORD_URL')).toBeVisible({ timeout: 30_000 })
      expect(await axeViolations(page)).toEqual([])
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(overflow).toBeLessThanOrEqual(0)
      await page.screenshot({ path: info.outputPath('section.png') })
      await page.getByRole('button', { name: add }).click()
      await page.getByRole('button', { name: save }).click()
      await expect(page.getByText(language === 'es' ? 'falta' : 'is missing').first()).toBeVisible()
      expect(await axeViolations(page)).toEqual([])
      await page.screenshot({ path: info.outputPath('dialog.png') })
    })
  })
