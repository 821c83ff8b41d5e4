// "Connect a player", over the real server; the test reports as a proxy does.
import type { ProxyFront, ProxySessionsAnswer } from '@acestream-orchestrator/contract/playback'
import { axeViolations } from '@acestream-orchestrator/testing/browser/axe'
import { chooseTheme, dialog, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import type { TestServer } from '@acestream-orchestrator/testing/browser/server/server'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

const ID = 'c0ffee'.padEnd(40, '0')
const KEY = 'a-key-for-players'

const report = (server: TestServer, front: Partial<ProxyFront> = {}) =>
  server.call<ProxySessionsAnswer>('PUT', '/playback/sessions/proxy-test', {
    sessions: [],
    front: { host: '0.0.0.0', port: 6878, public_url: null, needs_key: false, ...front },
  })

test('a content id becomes links for players', async ({ page, watch, serve, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const server = await serve({ engines: 1, vpn: false })
  await report(server, { public_url: 'http://tv.lan:6878' })
  await openPanel(page, watch, server.url, { at: '/streams' })
  await main(page).getByRole('button', { name: 'Connect a player' }).focus()
  await page.keyboard.press('Enter')
  const id = dialog(page).getByRole('textbox', { name: 'Content ID' })
  await expect(id).toBeFocused()
  await page.keyboard.type(ID.slice(1))
  await expect(dialog(page)).toContainText('A content ID has 40 characters; this one has 39.')
  await id.fill(`acestream://${ID}`)
  const copied = async (name: RegExp) => {
    await dialog(page).getByRole('button', { name }).click()
    return page.evaluate(() => navigator.clipboard.readText())
  }
  const url = `http://tv.lan:6878/ace/getstream?id=${ID}`
  expect(await copied(/^Copy: VLC/)).toBe(url)
  expect(await copied(/^Copy: Jellyfin/)).toContain(`\n${url}\n`)
  expect(await copied(/^Copy: Apps/)).toBe('http://tv.lan:6878')
  await expect(dialog(page).getByRole('note')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toHaveCount(0)
})

test('a playback key is in what is copied and never shown', async ({ page, watch, serve, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const server = await serve({ engines: 1, vpn: false })
  await report(server, { public_url: 'http://tv.lan:6878', needs_key: true })
  await openPanel(page, watch, server.url, { at: '/streams' })
  await main(page).getByRole('button', { name: 'Connect a player' }).click()
  await dialog(page).getByLabel('Content ID').fill(ID)
  await expect(dialog(page).getByRole('button', { name: /^Copy: VLC/ })).toHaveCount(0)
  await dialog(page).getByLabel('Playback key').fill(KEY)
  await dialog(page)
    .getByRole('button', { name: /^Copy: VLC/ })
    .click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/&key=a-key-for-players$/)
  await expect(dialog(page)).not.toContainText(KEY)
  expect(await dialog(page).innerHTML()).not.toContain(`key=${KEY}`)
})

test('who can connect is said as it is', async ({ page, watch, serve }) => {
  const server = await serve({ engines: 1, vpn: false })
  await openPanel(page, watch, server.url, { at: '/streams' })
  await main(page).getByRole('button', { name: 'Connect a player' }).click()
  await expect(dialog(page)).toContainText('The playback proxy isn’t running')
  await report(server, { host: '127.0.0.1' })
  await expect(dialog(page).getByRole('note')).toContainText('listens on this machine only')
  await report(server)
  await expect(dialog(page).getByRole('note')).toContainText('These links work on this machine')
})

for (const [width, height, theme] of [
  [390, 844, 'light'],
  [390, 844, 'dark'],
  [1440, 900, 'dark'],
  [1440, 900, 'light'],
] as const)
  test.describe(`${width} px, ${theme}, in Spanish`, () => {
    test.use({ locale: 'es-ES', viewport: { width, height } })

    test('the dialog fits, and axe finds nothing', async ({ page, watch, serve }, info) => {
      const server = await serve({ engines: 1, vpn: false })
      await report(server, { host: '127.0.0.1', needs_key: true })
      await chooseTheme(page, theme)
      watch.allowOrigin(server.url)
      await page.goto(`${server.url}/panel/#/streams`)
      await main(page).getByRole('button', { name: 'Conectar un reproductor' }).click()
      await dialog(page).getByLabel('ID de contenido').fill(ID)
      await dialog(page).getByLabel('Clave de reproducción').fill(KEY)
      await expect(dialog(page).getByRole('listitem')).toHaveCount(3)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      expect(await axeViolations(page)).toEqual([])
      await page.screenshot({ path: info.outputPath('connect.png') })
    })
  })
