import { connection, goTo, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { refusal, UNAVAILABLE, WEB_PAGE } from '@acestream-orchestrator/testing/browser/server/answers'
import { serveFiles } from '@acestream-orchestrator/testing/browser/static-server'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED, UNREACHABLE } from '@acestream-orchestrator/testing/browser/watch'
import { freePort } from '@acestream-orchestrator/testing/orchestrator/process'
import type { Page } from '@playwright/test'

/** As somebody who typed the address and the key before. */
async function remember(page: Page, server: string, key?: string): Promise<void> {
  await page.addInitScript(
    ([url, secret]) => {
      localStorage.setItem('acestream-orchestrator.settings', JSON.stringify({ serverUrl: url }))
      if (secret) localStorage.setItem('acestream-orchestrator.keys', JSON.stringify({ [url ?? '']: secret }))
    },
    [server, key],
  )
}

test.describe('what is wrong with the server has a sentence of its own', () => {
  test.beforeEach(({ watch }) => {
    watch.allow(REFUSED)
    watch.allow(UNREACHABLE)
  })

  test('nothing answers at the Server URL', async ({ page, watch }) => {
    const files = await serveFiles()
    const nobody = `http://127.0.0.1:${await freePort()}`
    watch.allowOrigin(files.url)
    watch.allowOrigin(nobody)
    await remember(page, nobody)
    await page.goto(files.url)
    await expect(main(page)).toContainText('The server can’t be reached. Check the Server URL')
    await expect(connection(page)).toHaveText('Offline')
    await files.close()
  })

  test('a web page answers at the Server URL', async ({ page, watch, serve }) => {
    const files = await serveFiles()
    const router = await serve({ engines: 1, settings: { CORS_ORIGINS: new URL(files.url).origin } })
    router.wire.instead = WEB_PAGE
    watch.allowOrigin(files.url)
    watch.allowOrigin(router.url)
    await remember(page, router.url)
    await page.goto(files.url)
    await expect(main(page)).toContainText('This address returns a web page, not an orchestrator’s data.')
    for (const section of ['engines', 'streams', 'vpn', 'activity']) {
      await goTo(page, `/${section}`)
      await expect(main(page).getByRole('button', { name: 'Try again' })).toBeVisible()
    }
    await expect(connection(page)).toHaveText('Offline')
    router.wire.instead = null
    await main(page).getByRole('button', { name: 'Try again' }).click()
    await expect(connection(page)).toHaveText('Live', { timeout: 1500 })
    await files.close()
  })

  test('protected reads without a key, then with a wrong one, then with the right one', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await serve({ key: 'secret', settings: { PROTECT_READS: 'true' } })
    watch.allowOrigin(server.url)
    await page.goto(`${server.url}/panel/`)
    await expect(main(page)).toContainText('The server requires its API key.')
    const use = async (key: string) => {
      await page.getByRole('button', { name: 'Settings' }).click()
      await page.getByLabel('API Key').fill(key)
      await page.getByRole('button', { name: 'Save' }).click()
    }
    await use('wrong')
    await expect(main(page)).toContainText('The server rejects this API key.')
    await use('secret')
    await expect(connection(page)).toHaveText('Live')
    await expect(page.locator('[data-engine]')).toHaveCount(6)
  })

  test('the server can’t do it now: its own words and when to try again', async ({ page, watch, serve }) => {
    const server = await serve({ streams: 4 })
    await openPanel(page, watch, server.url)
    server.wire.instead = UNAVAILABLE
    server.wire.endStreams()
    await page.getByRole('banner').getByLabel('Refresh', { exact: true }).selectOption('2')
    await expect(main(page)).toContainText(
      'The server can’t do this right now. It says: Docker does not answer. Try again in 5 s.',
    )
  })

  test('the server hangs up: the reason in its words, also after it is live again', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await serve({ streams: 4 })
    await openPanel(page, watch, server.url)
    await server.stop()
    await server.start()
    await expect(connection(page)).toContainText('Live')
    await expect(connection(page)).toHaveAttribute(
      'title',
      /^Last interruption, \d\d:\d\d:\d\d: the orchestrator is stopping; its engines go on/,
    )
  })

  test('a first answer that fails: every place says so and offers another try', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await serve({ streams: 4 })
    const shown = { engine: await server.engine(1), stream: await server.stream(1) }
    watch.allowOrigin(server.url)
    await page.addInitScript(() =>
      localStorage.setItem('acestream-orchestrator.settings', JSON.stringify({ refresh: '30' })),
    )
    const stream = `/streams/${encodeURIComponent(shown.stream.id)}`
    const engine = `/engines/${shown.engine.container_id}`
    const region = (name: string) => page.getByRole('region', { name, exact: true })
    const places = [
      { at: '/', where: region('VPN'), later: '198.51.100.7' },
      { at: '/?', where: region('Activity'), later: 'is active' },
      { at: stream, where: main(page), later: shown.stream.title ?? '' },
      { at: engine, where: page.getByRole('dialog'), later: 'Last check' },
    ]
    for (const { at, where, later } of places) {
      server.wire.instead = UNAVAILABLE
      await page.goto(`${server.url}/panel/?${encodeURIComponent(at)}#${at}`)
      await expect(where).toContainText('Docker does not answer')
      await expect(where.getByRole('button', { name: 'Try again' })).toBeVisible()
      server.wire.instead = null
      await expect(where).toContainText(later)
    }
  })

  test('what only a page asks for is asked for again where it failed', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    let refused = true
    const refuse = (pattern: RegExp) =>
      page.route(pattern, (route) =>
        refused ? route.fulfill({ status: 500, json: { detail: 'no' } }) : route.continue(),
      )
    await refuse(/\/vpn\/events$/)
    await refuse(/\/history\?metric=viewers/)
    await openPanel(page, watch, server.url, { at: '/vpn' })
    await expect(main(page).getByRole('alert')).toContainText('Couldn’t load the VPN’s events: ')
    refused = false
    await main(page).getByRole('button', { name: 'Try again' }).click()
    await expect(main(page)).toContainText('forwarded port is now')
    refused = true
    await goTo(page, '/streams?tab=all')
    await expect(main(page).getByRole('alert')).toContainText('Couldn’t load the number of viewers: ')
    refused = false
    await main(page).getByRole('button', { name: 'Try again' }).click()
    await expect(main(page).getByRole('alert')).toHaveCount(0)
  })

  test('clean-up that is refused says so beside its button', async ({ page, watch, serve }) => {
    const server = await serve({ streams: 4 })
    server.wire.instead = refusal(409, 'conflict', 'a scaling is under way')
    await openPanel(page, watch, server.url)
    await goTo(page, '/engines')
    await page.getByRole('button', { name: 'Clean up' }).click()
    await expect(main(page).getByRole('alert')).toContainText('It says: a scaling is under way')
  })
})
