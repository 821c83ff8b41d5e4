// A VPN container is was released so that it can be recreated: asked in the browser, done by the real product.
import type { OrchestratorStatus } from '@acestream-orchestrator/contract/status'
import { dialog, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { startProduct } from '@acestream-orchestrator/testing/browser/product'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

test('letting go of a VPN removes its engines after a confirmation, and none starts in it', async ({
  page,
  watch,
}) => {
  const product = await startProduct()
  try {
    await product.idleEngines(3)
    await openPanel(page, watch, product.url, { key: product.key, at: '/vpn' })
    await page.getByRole('button', { name: 'Release this VPN' }).click()
    const question = dialog(page, 'Release this VPN?')
    await expect(question).toContainText('Its engines are removed and their streams end')
    await question.getByRole('button', { name: 'Cancel' }).click()
    await expect(question).toHaveCount(0)
    expect(await product.engines()).toHaveLength(3)

    await page.getByRole('button', { name: 'Release this VPN' }).click()
    await question.getByRole('button', { name: 'Release', exact: true }).click()
    await expect(question).toHaveCount(0)
    await expect(main(page).getByText('You can recreate the VPN container now.')).toBeVisible()
    await expect.poll(async () => (await product.engines()).length, { timeout: 20_000 }).toBe(0)
    const blocked = async () =>
      (await product.call<OrchestratorStatus>('GET', '/orchestrator/status')).provisioning
        .blocked_reason_details?.message
    await expect.poll(blocked).toContain('was released so that it can be recreated')
    await expect(main(page).getByRole('listitem').filter({ hasText: 'acestream-' })).toHaveCount(0)
  } finally {
    await product.close()
  }
})

for (const [language, locale, restart, release] of [
  ['English', 'en-GB', 'Restart tunnel', 'Release this VPN'],
  ['Spanish', 'es-ES', 'Reiniciar túnel', 'Liberar esta VPN'],
] as const)
  test.describe(`on a phone in ${language}`, () => {
    test.use({ locale, viewport: { width: 390, height: 844 } })

    test('both buttons of the VPN fit beside each other, and its question into the window', async ({
      page,
      watch,
      fleet,
    }) => {
      watch.allowOrigin(fleet.url)
      await page.goto(`${fleet.url}/panel/#/vpn`)
      const buttons = [restart, release].map((name) => page.getByRole('button', { name }))
      for (const button of buttons) await expect(button).toBeInViewport({ ratio: 1 })
      const [first, second] = await Promise.all(buttons.map((button) => button.boundingBox()))
      expect(first?.y).toBe(second?.y)
      await page.getByRole('button', { name: release }).click()
      await expect(dialog(page)).toBeInViewport({ ratio: 1 })
    })
  })
