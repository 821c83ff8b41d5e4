import {
  chooseFromMenu,
  connection,
  dialog,
  drain,
  figure,
  isAmber,
  isRed,
  openPanel,
  paintOf,
  stored,
} from '@acestream-orchestrator/testing/browser/panel'
import { makeWorld } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { serveFiles } from '@acestream-orchestrator/testing/browser/static-server'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { UNREACHABLE } from '@acestream-orchestrator/testing/browser/watch'

test.describe('the seed: a modern dashboard', () => {
  test('the panel is at /panel', async ({ page, watch, product }) => {
    watch.allowOrigin(product.url)
    await page.goto(`${product.url}/panel`)
    await expect(page).toHaveURL(`${product.url}/panel/`)
    await expect(page).toHaveTitle(/Acestream Orchestrator/)
    await expect(connection(page)).toHaveText('Live')
  })

  test('a dark theme whose colours are CSS variables', async ({ page, watch, product }) => {
    await openPanel(page, watch, product.url)
    const ground = () => paintOf(page.locator('html'), 'background-color')
    const { red, green, blue } = await ground()
    expect(Math.max(red, green, blue)).toBeLessThan(48)
    await page.evaluate(() => document.documentElement.style.setProperty('--canvas', 'rgb(1, 2, 3)'))
    expect(await ground()).toEqual({ red: 1, green: 2, blue: 3 })
  })

  test('a responsive grid: cards side by side where there is room, one below the other on a phone', async ({
    page,
    watch,
    product,
  }) => {
    await product.idleEngines(3)
    await openPanel(page, watch, product.url, { at: '/engines' })
    const columns = async () => {
      const boxes = await page
        .locator('[data-engine]')
        .evaluateAll((cards) => cards.map((card) => Math.round(card.getBoundingClientRect().left)))
      return new Set(boxes).size
    }
    await expect.poll(columns).toBeGreaterThanOrEqual(3)
    await page.setViewportSize({ width: 390, height: 844 })
    await expect.poll(columns).toBe(1)
  })

  test('refreshed live or every 2, 5, 10 or 30 seconds, as chosen', async ({ page, watch, product }) => {
    await openPanel(page, watch, product.url)
    const choice = page.getByRole('banner').getByLabel('Refresh', { exact: true })
    expect(await choice.locator('option').allTextContents()).toEqual(['Live', '2 s', '5 s', '10 s', '30 s'])
    for (const seconds of ['30', '10', '5', '2']) {
      await choice.selectOption(seconds)
      await expect(connection(page)).toHaveText(`Every ${seconds} s`)
    }
    const polls = () => watch.requests.filter(({ url }) => url.pathname === '/engines').length
    const before = polls()
    await expect.poll(polls).toBeGreaterThanOrEqual(before + 2)
    await choice.selectOption('live')
    await expect(connection(page)).toHaveText('Live')
  })

  test('engines in the order of their names, whichever came first', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    server.world.engines.reverse()
    await openPanel(page, watch, server.url)
    const names = page.locator('[data-engine] [data-item]')
    await expect(names).toHaveText([1, 2, 3, 4, 5, 6].map((n) => `acestream-${n}`))
  })

  test('each engine its own row, with its state in colour, shape and word', async ({
    page,
    watch,
    product,
  }) => {
    const engines = await product.idleEngines(3)
    await openPanel(page, watch, product.url)
    for (const { container_id } of engines) {
      const one = page.locator(`[data-engine="${container_id}"]`)
      await expect(one.getByText('Healthy', { exact: true })).toBeVisible()
      await expect(one.locator('svg').first()).toBeVisible()
    }
  })
})

test.describe('the seed: key performance indicators', () => {
  test('the five figures with exactly these names', async ({ page, watch, product }) => {
    await openPanel(page, watch, product.url)
    const names = await page
      .getByRole('region', { name: 'Key figures' })
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.firstElementChild?.textContent))
    expect(names).toEqual(['Engines', 'Active Streams', 'Healthy Engines', 'VPN Status', 'Last Update'])
  })

  test('Engines: the number of managed engines, with the target', async ({ page, watch, product }) => {
    const engines = await product.engines()
    await openPanel(page, watch, product.url)
    await expect(figure(page, 'Engines').first()).toContainText(
      new RegExp(`Engines${engines.length}target \\d`),
    )
  })

  test('Active Streams: how many are running', async ({ page, watch, product, play }) => {
    await openPanel(page, watch, product.url)
    await expect(figure(page, 'Active Streams')).toContainText('Active Streams0')
    await play()
    await expect(figure(page, 'Active Streams')).toContainText('Active Streams1')
  })

  test('Active Streams says how many of them play', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    const [first] = server.world.streams
    if (first === undefined) throw new Error('no stream')
    Object.assign(first, { phase: 'unknown', phase_reason: 'its engine does not answer' })
    await openPanel(page, watch, server.url)
    await expect(figure(page, 'Active Streams')).toContainText('Active Streams43 playing')
  })

  test('Healthy Engines: how many pass their checks', async ({ page, watch, product }) => {
    const engines = await product.idleEngines(3)
    await openPanel(page, watch, product.url)
    await expect(figure(page, 'Healthy Engines')).toContainText(`${engines.length} of ${engines.length}`)
  })

  test('VPN Status: connected, disconnected or disabled', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url)
    await expect(figure(page, 'VPN Status')).toContainText('Connected')
    server.world = makeWorld('red')
    await expect(figure(page, 'VPN Status')).toContainText('Disconnected')
    server.world = makeWorld('no-vpn')
    await expect(figure(page, 'VPN Status')).toContainText('Disabled')
  })

  test('Last Update: when the newest data came', async ({ page, watch, product }) => {
    await openPanel(page, watch, product.url)
    await expect(figure(page, 'Last Update')).toContainText(/[0-9]s ago/)
    await expect(figure(page, 'Last Update')).toContainText(/\d\d:\d\d:\d\d · up to date/)
  })

  test('Last Update turns amber, then red, as the data age', async ({ page, watch, standIn }) => {
    watch.allow(UNREACHABLE)
    const server = await standIn({ beatMs: 0 })
    await page.clock.install()
    await openPanel(page, watch, server.url)
    const words = figure(page, 'Last Update')
    await expect(words).toContainText('up to date')
    await server.close()
    await expect(words).toContainText('delayed')
    expect(isAmber(await paintOf(words.getByText(/ago$/)))).toBe(true)
    await page.clock.fastForward('01:00')
    await expect(words).toContainText('out of date')
    expect(isRed(await paintOf(words.getByText(/ago$/)))).toBe(true)
  })

  test('a click leads to the section', async ({ page, watch, product }) => {
    await openPanel(page, watch, product.url)
    await figure(page, 'VPN Status').click()
    await expect(page).toHaveURL(/#\/vpn$/)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('VPN')
  })
})

test.describe('the seed: configuration', () => {
  test('Server URL: where the page came from, when an orchestrator served it', async ({
    page,
    watch,
    product,
  }) => {
    await openPanel(page, watch, product.url)
    await page.getByRole('button', { name: 'Settings' }).click()
    await expect(page.getByLabel('Server URL')).toHaveAttribute('placeholder', product.url)
  })

  test('Server URL: http://localhost:8000, when something else served the page', async ({ page, watch }) => {
    const files = await serveFiles()
    watch.allowOrigin(files.url)
    watch.allowOrigin('http://localhost:8000')
    watch.allow(/net::ERR_/)
    await page.route('http://localhost:8000/**', (route) => route.abort('connectionrefused'))
    await page.goto(`${files.url}/`)
    await expect(page.getByText('The server can’t be reached').first()).toBeVisible()
    await page.getByRole('button', { name: 'Settings' }).click()
    await expect(page.getByLabel('Server URL')).toHaveAttribute('placeholder', 'http://localhost:8000')
    expect(watch.requests.some(({ url }) => url.origin === 'http://localhost:8000')).toBe(true)
    await files.close()
  })

  test('API Key: sent as a bearer token with protected calls, and only with them', async ({
    page,
    watch,
    product,
    play,
  }) => {
    const { engine } = await play()
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    const card = page.locator(`[data-engine="${engine.container_id}"]`)
    await drain(card)
    await expect(card.getByText('Draining', { exact: true })).toBeVisible()
    await chooseFromMenu(card, 'Stop draining')
    await expect(card.getByText('Healthy', { exact: true })).toBeVisible()
    const withKey = watch.requests.filter(
      ({ headers }) => headers['authorization'] === `Bearer ${product.key}`,
    )
    expect(withKey.map(({ method }) => method)).toEqual(['POST', 'DELETE'])
    expect(watch.requests.filter(({ url }) => url.href.includes(product.key))).toEqual([])
  })

  test('Server URL, API Key and refresh interval are kept in this browser', async ({
    page,
    watch,
    product,
  }) => {
    await openPanel(page, watch, product.url)
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByLabel('Server URL').fill(product.url)
    await page.getByLabel('API Key').fill(product.key)
    await dialog(page).getByLabel('Refresh interval').selectOption('10')
    await dialog(page).getByRole('button', { name: 'Save' }).click()
    await expect(dialog(page)).toHaveCount(0)
    expect(await stored(page, 'settings')).toMatchObject({ serverUrl: product.url, refresh: '10' })
    expect(await stored(page, 'keys')).toEqual({ [product.url]: product.key })
    await page.reload()
    await expect(connection(page)).toHaveText('Every 10 s')
    await page.getByRole('button', { name: 'Settings' }).click()
    await expect(page.getByLabel('Server URL')).toHaveValue(product.url)
    await expect(page.getByLabel('API Key')).toHaveValue(product.key)
    await expect(page.getByLabel('API Key')).toHaveAttribute('type', 'password')
  })
})
