import {
  card,
  chooseFromMenu,
  connection,
  dialog,
  drain,
  figure,
  goTo,
  main,
  openPanel,
  setHidden,
} from '@acestream-orchestrator/testing/browser/panel'
import { startProduct } from '@acestream-orchestrator/testing/browser/product'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED, UNREACHABLE } from '@acestream-orchestrator/testing/browser/watch'

test.describe('the connection', () => {
  test('a server that dies: the data stay, dimmed and with their age; it comes back by itself', async ({
    page,
    watch,
  }) => {
    watch.allow(UNREACHABLE)
    const product = await startProduct()
    try {
      const engines = await product.idleEngines(3)
      await openPanel(page, watch, product.url)
      await product.kill()
      await expect(connection(page)).toHaveText(/Offline since \d\d:\d\d/, { timeout: 15_000 })
      await expect(page).toHaveTitle(/^Offline/)
      await expect(page.locator('.dimmed').first()).toBeVisible()
      await expect(page.locator('[data-engine]')).toHaveCount(engines.length)
      await expect(main(page)).toContainText('No answer from the server')
      await expect(main(page)).toContainText('Showing the last known state.')
      await product.start()
      await expect(connection(page)).toHaveText('Live', { timeout: 30_000 })
      await expect(page.locator('.dimmed')).toHaveCount(0)
      expect((await product.engines()).map(({ container_id }) => container_id).toSorted()).toEqual(
        engines.map(({ container_id }) => container_id).toSorted(),
      )
    } finally {
      await product.close()
    }
  })

  test('a drawer in front of the page is dimmed as well and says why', async ({
    page,
    context,
    watch,
    standIn,
  }) => {
    watch.allow(UNREACHABLE)
    const server = await standIn({ beatMs: 0 })
    const [engine] = server.world.engines
    await openPanel(page, watch, server.url, { at: `/engines/${engine?.container_id}` })
    const drawer = dialog(page, engine?.container_name ?? '')
    const state = drawer.getByRole('status', { name: 'Connection' })
    await expect(drawer).toContainText('Last check')
    await expect(drawer.getByRole('img').first()).toBeVisible()
    await expect(state).toHaveCount(0)
    await context.setOffline(true)
    server.hub.drop()
    await expect(state).toHaveText(/^Offline since \d\d:\d\d$/)
    await expect(drawer.locator('.dimmed')).toContainText('Last check')
    await context.setOffline(false)
    await expect(state).toHaveCount(0)
    await expect(drawer.locator('.dimmed')).toHaveCount(0)
  })

  test('a drawing that can’t be fetched says so in its own place; the rest of the drawer goes on', async ({
    page,
    watch,
    standIn,
  }) => {
    watch.allow(UNREACHABLE)
    watch.allow(/Failed to fetch dynamically imported module: .*time-chart/)
    const server = await standIn({ beatMs: 0 })
    const [engine] = server.world.engines
    await page.route(/\/time-chart-[^/]+\.js$/, (route) => route.abort('connectionreset'))
    await openPanel(page, watch, server.url, { at: `/engines/${engine?.container_id}` })
    const drawer = dialog(page, engine?.container_name ?? '')
    const sorry = drawer.getByRole('alert').filter({ hasText: 'This part of the page stopped working.' })
    await expect(sorry.first()).toBeVisible()
    await expect(drawer).toContainText('Last check')
    await expect(card(page, engine?.container_id ?? '')).toBeAttached()
    await page.unroute(/\/time-chart-[^/]+\.js$/)
    await sorry.first().getByRole('button', { name: 'Try again' }).click()
    await expect(drawer.getByRole('img').first()).toBeVisible()
    await expect(sorry).toHaveCount(0)
  })

  test('a dialog that can’t be fetched says so in front of the page, and can be closed', async ({
    page,
    watch,
    standIn,
  }) => {
    watch.allow(/Failed to load resource|Failed to fetch dynamically imported module/)
    const server = await standIn({ beatMs: 0 })
    await page.route(/\/scale-dialog-[^/]+\.js$/, (route) => route.fulfill({ status: 404 }))
    await openPanel(page, watch, server.url, { at: '/engines' })
    await page.getByRole('button', { name: /^Target/ }).click()
    const sorry = page.getByRole('alert').filter({ hasText: 'This part of the page' })
    await expect(sorry).toBeInViewport({ ratio: 1 })
    await sorry.getByRole('button', { name: 'Close' }).click()
    await expect(sorry).toHaveCount(0)
    await page.getByRole('button', { name: 'Settings' }).click()
    await expect(dialog(page, 'Settings')).toBeVisible()
  })

  test('what was never opened opens without a server', async ({ page, context, watch, standIn }) => {
    watch.allow(UNREACHABLE)
    const server = await standIn({ beatMs: 0 })
    const [engine] = server.world.engines
    const arrived: string[] = []
    page.on('requestfinished', (request) =>
      arrived.push(new URL(request.url()).pathname.replace(/^.*\/|-[\w-]{8}\.js$/g, '')),
    )
    await page.clock.install()
    await openPanel(page, watch, server.url)
    expect(arrived).not.toContain('shortcuts-dialog')
    await page.clock.runFor(61_000)
    for (const part of [
      'engines-page',
      'engine-drawer',
      'time-chart',
      'shortcuts-dialog',
      'settings-host',
      'menu-host',
    ])
      await expect.poll(() => arrived).toContain(part)
    await context.setOffline(true)
    server.hub.drop()
    await expect(page).toHaveTitle(/^Offline/)
    await goTo(page, `/engines/${engine?.container_id}`)
    await expect(dialog(page, engine?.container_name ?? '')).toContainText('Last check')
    await page.keyboard.press('Escape')
    await expect(dialog(page)).toHaveCount(0)
    await page.keyboard.press('?')
    await expect(dialog(page, 'Keyboard shortcuts')).toBeVisible()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Settings' }).click()
    await expect(dialog(page, 'Settings')).toBeVisible()
    await page.keyboard.press('Escape')
    await chooseFromMenu(card(page, engine?.container_id ?? ''), 'Delete engine')
    await expect(dialog(page, /^Delete/)).toBeVisible()
  })

  test('an event of the server is on the screen without being asked for', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const [engine] = server.world.engines
    if (engine === undefined) throw new Error('no engine')
    await openPanel(page, watch, server.url, { at: '/engines' })
    const before = server.calls.filter(({ line }) => line.startsWith('GET /engines')).length
    Object.assign(engine, { health_status: 'unhealthy', health_reason: 'gone quiet' })
    server.hub.send('engine', engine)
    await expect(card(page, engine.container_id)).toContainText('gone quiet')
    expect(server.calls.filter(({ line }) => line.startsWith('GET /engines')).length).toBe(before)
  })

  test('a proxy that holds the stream back: polling, and the reason is shown', async ({
    page,
    watch,
    standIn,
  }) => {
    test.slow()
    const server = await standIn()
    server.faults.holdLive = true
    watch.allowOrigin(server.url)
    await page.goto(`${server.url}/panel/`)
    await expect(connection(page)).toHaveText('Every 5 s', { timeout: 40_000 })
    await expect(main(page)).toContainText('holds live updates back')
    await expect(figure(page, 'Healthy Engines')).toContainText('6 of 6')
  })

  test('a dropped stream is taken up again', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url)
    server.hub.drop()
    await expect.poll(() => server.hub.count()).toBe(0)
    await expect.poll(() => server.hub.count(), { timeout: 10_000 }).toBe(1)
    await expect(connection(page)).toHaveText('Live')
  })

  for (const [how, reason, sentence] of [
    ['without a word', undefined, 'The live connection was interrupted.'],
    ['with its reason', 'too slow', 'The server closed the live connection: too slow.'],
  ] as const) {
    test(`a dropped stream has its own sentence while it is taken up again: ${how}`, async ({
      page,
      watch,
      standIn,
    }) => {
      const server = await standIn({ beatMs: 0 })
      await page.setViewportSize({ width: 390, height: 844 })
      await openPanel(page, watch, server.url)
      server.faults.delayMs = 2000
      server.hub.drop(reason)
      await expect(page.getByRole('banner')).toContainText(sentence)
      await expect(connection(page)).toHaveText('Live', { timeout: 15_000 })
      await expect(page.getByRole('banner')).not.toContainText(sentence)
    })
  }

  test('a stream that falls silent again and again: polling, and the reason is shown', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    await page.clock.install()
    await openPanel(page, watch, server.url)
    await page.clock.fastForward(36_000)
    await expect.poll(() => server.calls.filter(({ line }) => line === 'GET /live').length).toBe(1)
    await page.clock.runFor(1500)
    await expect(connection(page)).toHaveText('Live')
    await page.clock.fastForward(36_000)
    await expect(connection(page)).toHaveText('Every 5 s')
    await expect(main(page)).toContainText('holds live updates back')
  })

  test('what takes its time to answer again is not shown as live', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url)
    server.faults.delayMs = 3000
    await page.getByRole('button', { name: 'Refresh now' }).click()
    await expect(connection(page)).toHaveText('Reconnecting…')
    await expect(connection(page)).toHaveText('Live', { timeout: 15_000 })
  })

  test('refreshing reads what stands beside the fleet again, and so does coming back', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/vpn' })
    const reads = () => server.calls.filter(({ line }) => line === 'GET /vpn/events').length
    await expect.poll(reads).toBe(1)
    await page.getByRole('button', { name: 'Refresh now' }).click()
    await expect.poll(reads).toBe(2)
    await setHidden(page, true)
    await expect.poll(() => server.hub.count()).toBe(0)
    await setHidden(page, false)
    await expect.poll(reads).toBe(3)
  })

  const answers = [
    { name: 'a web page', fault: { html: true }, sentence: 'returns a web page' },
    { name: 'a 503', fault: { unavailable: true, holdLive: true }, sentence: 'Docker does not answer' },
  ] as const
  for (const { name, fault, sentence } of answers) {
    test(`a server that answers with ${name}: its own sentence`, async ({ page, watch, standIn }) => {
      test.slow()
      watch.allow(REFUSED)
      const server = await standIn({ beatMs: 0 })
      await openPanel(page, watch, server.url)
      Object.assign(server.faults, fault)
      server.hub.drop()
      await page.getByRole('banner').getByLabel('Refresh', { exact: true }).selectOption('2')
      await expect(main(page)).toContainText(sentence, { timeout: 20_000 })
      await expect(page.locator('[data-engine]')).toHaveCount(6)
      Object.assign(server.faults, { html: false, unavailable: false, holdLive: false })
      await expect(connection(page)).toHaveText('Every 2 s', { timeout: 20_000 })
    })
  }

  test('reads that are protected ask for the key once and go on with it', async ({
    page,
    watch,
    standIn,
  }) => {
    watch.allow(REFUSED)
    const server = await standIn({ key: 'secret', protectReads: true })
    await openPanel(page, watch, server.url, { key: 'secret' })
    await expect(figure(page, 'Healthy Engines')).toContainText('6 of 6')
  })

  test('a page that polls with a key for its reads is never offline for want of it', async ({
    page,
    watch,
    standIn,
  }) => {
    watch.allow(REFUSED)
    const server = await standIn({ key: 'secret', protectReads: true, beatMs: 0 })
    await openPanel(page, watch, server.url, { key: 'secret' })
    await page.getByRole('banner').getByLabel('Refresh', { exact: true }).selectOption('30')
    await expect(connection(page)).toHaveText('Every 30 s')
    await page.addInitScript(() => {
      const seen = new Set<string>()
      Object.assign(window, { seen })
      new MutationObserver(() => {
        const phase = document.querySelector('[data-connection]')?.getAttribute('data-connection')
        if (phase) seen.add(phase)
      }).observe(document, { subtree: true, childList: true, attributes: true })
    })
    await page.reload()
    await expect(connection(page)).toHaveText('Every 30 s')
    const seen = await page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen])
    expect(seen).not.toContain('offline')
  })

  test('where reads need a key, it can be typed in the place that says so', async ({
    page,
    watch,
    standIn,
  }) => {
    watch.allow(REFUSED)
    const server = await standIn({ key: 'secret', protectReads: true, beatMs: 0 })
    await openPanel(page, watch, server.url, { state: /Locked/ })
    await expect(main(page)).toContainText('This server asks for its API key')
    await expect(page).toHaveTitle(/^Locked/)
    await main(page).getByRole('button', { name: 'Enter the API key' }).click()
    await dialog(page, 'API key required').getByLabel('API Key').fill('secret')
    await dialog(page).getByRole('button', { name: 'Save and continue' }).click()
    await expect(connection(page)).toHaveText('Live')
    await expect(figure(page, 'Healthy Engines')).toContainText('6 of 6')
  })

  test('a hidden tab closes its live connection and refreshes when it is shown again', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url)
    await expect.poll(() => server.hub.count()).toBe(1)
    await setHidden(page, true)
    await expect.poll(() => server.hub.count()).toBe(0)
    const [engine] = server.world.engines
    Object.assign(engine ?? {}, { health_status: 'unhealthy', health_reason: 'gone quiet' })
    await setHidden(page, false)
    await expect(card(page, engine?.container_id ?? '')).toContainText('gone quiet')
  })
})

test.describe('two tabs', () => {
  test('agree: what is done in one is seen in the other', async ({ page, context, watch, product, play }) => {
    const { engine } = await play()
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    const other = await context.newPage()
    await openPanel(other, watch, product.url, { at: '/engines' })
    await drain(card(page, engine.container_id))
    await expect(card(other, engine.container_id).getByText('Draining', { exact: true })).toBeVisible()
    await chooseFromMenu(card(other, engine.container_id), 'Stop draining')
    await expect(card(page, engine.container_id).getByText('Healthy', { exact: true })).toBeVisible()
  })

  test('share settings: the theme and the key of one are those of the other', async ({
    page,
    context,
    watch,
    standIn,
  }) => {
    const server = await standIn({ key: 'secret' })
    await openPanel(page, watch, server.url)
    const other = await context.newPage()
    await openPanel(other, watch, server.url)
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByText('Light', { exact: true }).click()
    await expect(other.locator('html')).toHaveAttribute('data-theme', 'light')
    await page.getByLabel('API Key').fill('secret')
    await page.getByRole('button', { name: 'Save' }).click()
    await goTo(other, '/engines')
    await other.getByRole('button', { name: 'Clean up' }).click()
    await expect(other.getByText('Nothing to clean up.')).toBeVisible()
    expect(server.calls.find(({ line }) => line === 'POST /gc')?.key).toBe('secret')
  })
})
