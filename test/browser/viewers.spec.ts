// Who watches a stream through a proxy, over the real server; the test reports as a proxy does.
import type {
  ProxySession,
  ProxySessionsAnswer,
  StreamViewer,
} from '@acestream-orchestrator/contract/playback'
import { axeViolations } from '@acestream-orchestrator/testing/browser/axe'
import { chooseTheme, dialog, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import type { TestServer } from '@acestream-orchestrator/testing/browser/server/server'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

const CONTENT = 'c0ffee'.padEnd(40, '0')

const viewer = (id: string, more: Partial<StreamViewer> = {}): StreamViewer => ({
  id,
  address: '192.168.1.20',
  agent: 'VLC/3.0.20 LibVLC/3.0.20',
  label: null,
  since: new Date(Date.now() - 90_000).toISOString(),
  bytes: 52_428_800,
  behind_live_s: 0.4,
  ...more,
})

/** Reports these viewers of one session; answers which of them are to be closed. */
async function report(server: TestServer, viewers: readonly StreamViewer[]): Promise<readonly string[]> {
  const engine = await server.engine(1)
  const at = `http://${engine.host}:${engine.port}/ace`
  const path = `${CONTENT}/${Buffer.from('session').toString('hex')}`
  const session: ProxySession = {
    container_id: engine.container_id,
    engine: { host: engine.host, port: engine.port },
    stream: { key_type: 'content_id', key: CONTENT },
    session: {
      playback_session_id: 'session',
      stat_url: `${at}/stat/${path}`,
      command_url: `${at}/cmd/${path}`,
      is_live: 1,
    },
    viewers: viewers.length,
    viewer_list: [...viewers],
  }
  server.world.sessions.play(engine.port, path, {})
  const body = { sessions: [session] }
  return (await server.call<ProxySessionsAnswer>('PUT', '/playback/sessions/proxy-test', body)).close
}

const LIVING_ROOM = viewer('a1', { label: 'living room' })
const KITCHEN = viewer('b2', { address: '192.168.1.31', agent: 'Kodi/21.0', behind_live_s: null })

test('viewers of a stream are listed and one of them is disconnected', async ({ page, watch, serve }) => {
  const server = await serve({ engines: 1, vpn: false })
  await report(server, [LIVING_ROOM, KITCHEN])
  const stream = await server.stream(1)
  await openPanel(page, watch, server.url, { at: `/streams/${stream.short_id}` })
  const list = main(page).getByRole('table', { name: 'Viewers' })
  await expect(list.locator('tbody tr')).toHaveCount(2)
  const row = list.locator('[data-viewer=a1]')
  await expect(row).toContainText('living room')
  await expect(row).toContainText('192.168.1.20 · VLC/3.0.20')
  await expect(row).toContainText('0.4 s')
  await expect(list.locator('[data-viewer=b2]')).toContainText('–')

  await row.getByRole('button', { name: 'Disconnect: living room' }).focus()
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toContainText('Disconnect living room?')
  expect(await report(server, [LIVING_ROOM, KITCHEN])).toEqual([])
  await dialog(page).getByRole('button', { name: 'Disconnect' }).click()
  await expect(dialog(page)).toHaveCount(0)
  expect(await report(server, [LIVING_ROOM, KITCHEN])).toEqual(['a1'])
  await report(server, [KITCHEN])
  await expect(list.locator('tbody tr')).toHaveCount(1)
  await report(server, [])
  await expect(main(page)).toContainText('Nobody is watching')
  await expect(main(page).getByRole('definition').filter({ hasText: /^0$/ })).toBeVisible()
})

test('a stream that no proxy plays has no list of viewers', async ({ page, watch, serve }) => {
  const server = await serve({ engines: 1, streams: 1, vpn: false })
  const stream = await server.stream(1)
  await openPanel(page, watch, server.url, { at: `/streams/${stream.short_id}` })
  await expect(main(page).getByRole('heading', { name: 'Session' })).toBeVisible()
  await expect(main(page).getByRole('heading', { name: 'Viewers' })).toHaveCount(0)
  expect(watch.requests.filter(({ url }) => url.pathname.endsWith('/viewers'))).toEqual([])
})

for (const [width, height, theme] of [
  [390, 844, 'light'],
  [390, 844, 'dark'],
  [1440, 900, 'dark'],
  [1440, 900, 'light'],
] as const)
  test.describe(`${width} px, ${theme}, in Spanish`, () => {
    test.use({ locale: 'es-ES', viewport: { width, height } })

    test('the list of viewers fits, and axe finds nothing', async ({ page, watch, serve }, info) => {
      const server = await serve({ engines: 1, vpn: false })
      await report(server, [LIVING_ROOM, KITCHEN, viewer('c3', { label: 'x'.repeat(200) })])
      const stream = await server.stream(1)
      await chooseTheme(page, theme)
      watch.allowOrigin(server.url)
      await page.goto(`${server.url}/panel/#/streams/${stream.short_id}`)
      const list = main(page).getByRole('table', { name: 'Espectadores' })
      await expect(list.locator('tbody tr')).toHaveCount(3)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      await list.scrollIntoViewIfNeeded()
      expect(await axeViolations(page)).toEqual([])
      await page.screenshot({ path: info.outputPath('viewers.png'), fullPage: true })
    })
  })
