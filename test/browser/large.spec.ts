import { makeFleet } from './stand-in/world.ts'
import { main, openPanel } from './support/panel.ts'
import { expect, test } from './support/test.ts'

const ENGINES = 200
const STREAMS = 200

test.describe('two hundred engines and streams', () => {
  for (const [view, item] of Object.entries({ cards: 'article[data-engine]', table: 'tr[data-engine]' })) {
    test(`${view}: only what is near the window is rendered, and End and Home reach both ends`, async ({
      page,
      watch,
      standIn,
    }) => {
      const server = await standIn({ world: makeFleet(ENGINES, STREAMS), beatMs: 0 })
      await openPanel(page, watch, server.url, { at: `/engines?view=${view}` })
      const items = page.locator(item)
      await expect(items.first()).toBeVisible()
      expect(await items.count()).toBeLessThan(60)
      const links = items.locator('a[data-item]')
      const [first] = server.world.engines
      await links.first().focus()
      await page.keyboard.press('End')
      await expect(page.locator(':focus')).toHaveText('acestream-200')
      await expect(page.locator(':focus')).toBeInViewport()
      expect(await items.count()).toBeLessThan(60)
      await page.keyboard.press('Home')
      await expect(page.locator(':focus')).toHaveText(first?.container_name ?? '')
      await expect(page.locator(':focus')).toBeInViewport()
    })
  }

  test('focus, hover and scroll stay where they are while the fleet changes around them', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ world: makeFleet(ENGINES, STREAMS), beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/engines' })
    const cards = page.locator('article[data-engine]')
    await expect(cards.first()).toBeVisible()
    await page.mouse.move(700, 500)
    await page.mouse.wheel(0, 3000)
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(2500)
    const near = page.locator('article[data-engine]:hover a[data-item]')
    await expect(near).toHaveCount(1)
    const name = await near.innerText()
    await near.focus()
    const scrolled = await page.evaluate(() => scrollY)
    for (const engine of server.world.engines) {
      Object.assign(engine, { speed_down: 12_000 })
      server.hub.send('engine', engine)
    }
    const focused = page.locator(':focus')
    await expect(cards.filter({ has: focused })).toContainText('12.3 MB/s')
    await expect(focused).toHaveText(name)
    await expect(near).toHaveText(name)
    expect(await page.evaluate(() => scrollY)).toBe(scrolled)

    // One more in front of all moves each to the next place, some to another row.
    const [first] = server.world.engines
    if (first === undefined) throw new Error('the fleet is empty')
    server.hub.send('engine', { ...first, container_id: 'f'.repeat(64), container_name: 'a-first' })
    await expect(main(page).getByText('201 engines', { exact: true })).toBeVisible()
    await expect(focused).toHaveText(name)
  })

  test('a filter is typed without waiting for the list, also from a checkbox, and holds for the other tab', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ world: makeFleet(ENGINES, STREAMS), beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/streams' })
    const rows = page.locator('tr[data-stream]')
    await expect(rows.first()).toBeVisible()
    await rows.first().getByRole('checkbox').focus()
    await page.keyboard.press('/')
    await expect(page.getByLabel('Filter by title, key or engine')).toBeFocused()
    await page.keyboard.type('acestream-17')
    await expect.poll(() => rows.count()).toBeLessThan(15)
    await main(page)
      .getByRole('link', { name: /^Ended/ })
      .click()
    await expect(page).toHaveURL(/streams\?q=acestream-17&tab=ended$/)
    await expect(page.getByLabel('Filter by title, key or engine')).toHaveValue('acestream-17')
  })
})
