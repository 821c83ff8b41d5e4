import { goTo, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { makeFleet } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import type { Page } from '@playwright/test'

const ENGINES = 200
const STREAMS = 200

/** How many states of a stream the page keeps alive, by the median of all streams. */
async function heldStates(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page)
  const { result } = await devtools.send('Runtime.evaluate', { expression: 'Object.prototype' })
  const { objects } = await devtools.send('Runtime.queryObjects', {
    prototypeObjectId: result.objectId ?? '',
  })
  const counted = await devtools.send('Runtime.callFunctionOn', {
    objectId: objects.objectId ?? '',
    functionDeclaration: String(countStates),
    returnByValue: true,
  })
  await devtools.detach()
  const counts: number[] = counted.result.value
  expect(counts.length).toBeGreaterThanOrEqual(STREAMS)
  return counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0
}

/** Runs in the page, on all objects that are alive in it. */
function countStates(this: readonly object[]): number[] {
  const counts = new Map<string, number>()
  for (const it of this) {
    if ('phase_reason' in it && 'id' in it) counts.set(`${it.id}`, (counts.get(`${it.id}`) ?? 0) + 1)
  }
  return [...counts.values()]
}

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

  test('the names of the columns stay in sight', async ({ page, watch, standIn }) => {
    const server = await standIn({ world: makeFleet(ENGINES, STREAMS), beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/engines?view=table' })
    for (const place of ['/engines?view=table', '/streams']) {
      await goTo(page, place)
      await expect(page.getByRole('columnheader').nth(2)).toBeVisible()
      await page.mouse.move(700, 500)
      await page.mouse.wheel(0, 3000)
      await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(2500)
      await expect(page.getByRole('columnheader').nth(2)).toBeInViewport({ ratio: 1 })
      const covered = await page
        .getByRole('columnheader')
        .nth(2)
        .evaluate((name) => {
          const { left, top } = name.getBoundingClientRect()
          return !name.contains(document.elementFromPoint(left + 5, top + 15))
        })
      expect(covered, place).toBe(false)
    }
  })

  test('a number of engines that changes nothing says so first, and names a few', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ world: makeFleet(ENGINES, STREAMS), beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/engines' })
    await page.getByRole('button', { name: /^Target/ }).click()
    await page.getByRole('button', { name: 'One engine more' }).click()
    const preview = page.getByRole('dialog').getByRole('list')
    await expect(preview.getByRole('listitem').first()).toHaveText('Nothing would change right away.')
    await expect(preview).toContainText('more')
    expect((await preview.boundingBox())?.height).toBeLessThan(160)
  })

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

  test('the rows that a filter leaves are the same elements', async ({ page, watch, standIn }) => {
    const server = await standIn({ world: makeFleet(ENGINES, STREAMS), beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/streams' })
    const kept = page.locator('tr[data-stream]').filter({ hasText: 'News' }).first()
    const element = await kept.elementHandle()
    await page.getByLabel('Filter by title, key or engine').fill('news')
    await expect.poll(() => page.locator('tr[data-stream]').filter({ hasNotText: 'News' }).count()).toBe(0)
    expect(await element?.evaluate((row) => row.isConnected)).toBe(true)
  })

  test('what changed and is not shown any more is not held', async ({ page, watch, standIn }) => {
    const server = await standIn({ world: makeFleet(ENGINES, STREAMS), beatMs: 250 })
    await openPanel(page, watch, server.url)
    const round = async () => {
      for (const at of ['/engines', '/streams', '/']) {
        await goTo(page, at)
        await page.keyboard.press('Control+k')
        await page.getByRole('dialog').getByRole('combobox').fill('acestream-1')
        // As good as any: a few states of the fleet go by.
        await page.waitForTimeout(800)
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toHaveCount(0)
      }
    }
    await round()
    // Shown, on its way, and what Preact keeps: what a component and its hooks were drawn from before.
    await expect.poll(() => heldStates(page)).toBeLessThanOrEqual(4)
    await round()
    await expect.poll(() => heldStates(page)).toBeLessThanOrEqual(4)
  })
})
