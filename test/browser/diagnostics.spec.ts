// Settings → Diagnostics, over the real doctor: this server's DOCKER_HOST leads nowhere.
import { axeViolations } from '@acestream-orchestrator/testing/browser/axe'
import { chooseTheme, dialog, goTo, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import type { ServerOptions, TestServer } from '@acestream-orchestrator/testing/browser/server/server'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'
import type { Page } from '@playwright/test'

const KEY = 'a-key-for-diagnostics'
const SETTINGS = { DOCKER_HOST: 'unix:///nowhere/docker.sock', RUNTIME: 'docker' }
const AT = '/settings/diagnostics'

/** Asked once beforehand: what a server loads for it is read from hundreds of sources here, and from one file in the product. */
async function startServer(serve: (options: ServerOptions) => Promise<TestServer>): Promise<TestServer> {
  const server = await serve({ key: KEY, settings: SETTINGS, vpn: false, engines: 1 })
  await server.call('GET', '/doctor')
  return server
}

/** An examination asks Docker, disks and processes: seconds on a machine that is busy. */
const EXAMINED = { timeout: 30_000 }

test.describe.configure({ timeout: 120_000 })

const row = (page: Page, text: string) => main(page).getByRole('listitem').filter({ hasText: text })

test('the machine is examined, and each problem comes with what to paste', async ({
  page,
  watch,
  serve,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const server = await startServer(serve)
  await openPanel(page, watch, server.url, { key: KEY, at: AT })
  await expect(main(page).getByRole('status')).toContainText('Something keeps engines from working', EXAMINED)
  const first = main(page).getByRole('listitem').first()
  await expect(first).toContainText("Docker can't be used: there is no Docker socket at /nowhere/docker.sock")
  await expect(first).toContainText('Install and start Docker')
  await first.getByRole('button', { name: 'Copy' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('sudo systemctl enable --now docker')
  await expect(row(page, 'Page size')).toContainText('OK')

  await main(page).getByRole('button', { name: 'Copy report' }).click()
  await expect(main(page).getByText('Copied', { exact: true })).toBeVisible()
  const report = await page.evaluate(() => navigator.clipboard.readText())
  expect(report).toMatch(/^Acestream Orchestrator .*, Node [\d.]+, linux/)
  expect(report).toContain("| error | docker | docker_unusable | Docker can't be used")
  expect(report).not.toContain('systemctl')
  expect(report).not.toContain(KEY)

  const asked = () => watch.requests.filter(({ url }) => new URL(url).pathname === '/doctor').length
  const before = asked()
  await main(page).getByRole('button', { name: 'Examine again' }).click()
  await expect.poll(asked).toBe(before + 1)
})

test('without a key nothing is examined until it is asked for, and then the key is', async ({
  page,
  watch,
  serve,
}) => {
  watch.allow(REFUSED)
  const server = await startServer(serve)
  await openPanel(page, watch, server.url, { at: AT })
  await expect(main(page).getByText('Examines what the orchestrator needs')).toBeVisible()
  expect(watch.requests.filter(({ url }) => new URL(url).pathname === '/doctor')).toEqual([])
  await main(page).getByRole('button', { name: 'Examine now' }).click()
  await dialog(page, 'API key required').getByLabel('API Key').fill(KEY)
  await dialog(page).getByRole('button', { name: 'Save and continue' }).click()
  await expect(row(page, "Docker can't be used")).toBeVisible(EXAMINED)
})

for (const [width, height, theme] of [
  [390, 844, 'light'],
  [1440, 900, 'dark'],
] as const)
  test.describe(`${width} px, ${theme}, in Spanish`, () => {
    test.use({ locale: 'es-ES', viewport: { width, height } })

    test('every word is Spanish, everything fits, and axe finds nothing', async ({
      page,
      watch,
      serve,
    }, info) => {
      const server = await startServer(serve)
      await chooseTheme(page, theme)
      watch.allowOrigin(server.url)
      await page.goto(`${server.url}/panel/#key=${KEY}`)
      await goTo(page, AT)
      await expect(main(page).getByRole('status')).toContainText(
        'Algo impide que los motores funcionen',
        EXAMINED,
      )
      await expect(row(page, 'No se puede usar Docker: no hay ningún socket')).toBeVisible()
      await expect(main(page)).not.toContainText(/can't|the |answers|free for/)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      expect(await axeViolations(page)).toEqual([])
      await page.screenshot({ path: info.outputPath('diagnostics.png'), fullPage: true })
    })
  })
