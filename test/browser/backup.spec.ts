import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { axeViolations } from '@acestream-orchestrator/testing/browser/axe'
import { openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'
import { BUILT_MAIN } from '../../server/bundle.ts'

const AT = '/settings/backup'
const PASSPHRASE = 'a long passphrase'

/** What `npm run restore FILE -- --check` says of it. */
function check(file: string): string {
  const args = [join(dirname(BUILT_MAIN), 'restore.js'), file, '--check']
  return spawnSync(process.execPath, args, { env: { BACKUP_PASSPHRASE: PASSPHRASE }, encoding: 'utf8' })
    .stderr
}

test('a backup is downloaded, encrypted as chosen, and can be restored', async ({ page, watch, product }) => {
  await openPanel(page, watch, product.url, { at: AT, key: product.key })
  const button = page.getByRole('button', { name: 'Download backup' })
  await expect(button).toBeDisabled()
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE)
  const downloading = page.waitForEvent('download')
  await button.click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^acestream-orchestrator-\d{8}-\d{6}\.backup$/)
  await expect(page.getByText(/^Downloaded acestream-orchestrator-.*\.backup, [\d.]+ kB\.$/)).toBeVisible()
  const file = await download.path()
  expect(check(file)).toMatch(/^Whole and readable: made by .* with acestream-orchestrator\.sqlite/)
})

test('without encryption no passphrase is asked for', async ({ page, watch, product }) => {
  await openPanel(page, watch, product.url, { at: AT, key: product.key })
  await page.getByText('None', { exact: true }).click()
  await expect(page.getByRole('textbox', { name: 'Passphrase' })).toBeHidden()
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download backup' }).click()
  expect(check(await (await downloading).path())).toMatch(/^Whole and readable/)
})

test('a refusal is said where it was asked for, and its progress can be cancelled', async ({
  page,
  watch,
  product,
}) => {
  watch.allow(REFUSED)
  await openPanel(page, watch, product.url, { at: AT, key: product.key })
  await page.getByText('None', { exact: true }).click()
  const detail = { code: 'store_unavailable', message: 'the disk is full', recovery_eta_seconds: null }
  await page.route('**/backup', (route) =>
    route.fulfill({ status: 503, json: { detail, code: 'store_unavailable' } }),
  )
  await page.getByRole('button', { name: 'Download backup' }).click()
  await expect(page.getByRole('alert')).toContainText('the disk is full')
  await page.unroute('**/backup')
  await page.route('**/backup', () => {}) // never answered
  await page.getByRole('button', { name: 'Download backup' }).click()
  await expect(page.getByRole('progressbar', { name: 'Copying the data…' })).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('button', { name: 'Download backup' })).toBeEnabled()
  await expect(page.getByRole('alert')).toBeHidden()
})

for (const { language, colorScheme, width } of [
  { language: 'en', colorScheme: 'light', width: 1440 },
  { language: 'es', colorScheme: 'dark', width: 390 },
] as const)
  test.describe(`in ${language}, ${colorScheme}, ${width} px`, () => {
    test.use({ locale: language, colorScheme, viewport: { width, height: 900 } })

    test('it fits, and axe finds nothing', async ({ page, watch, product }) => {
      watch.allowOrigin(product.url)
      await page.goto(`${product.url}/panel/#${AT}`)
      await expect(page.getByRole('heading', { level: 2 })).toHaveCount(2)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(overflow).toBeLessThanOrEqual(0)
      expect(await axeViolations(page)).toEqual([])
    })
  })
