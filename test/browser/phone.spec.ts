import { dialog, goTo, main, openPanel, streamRow } from '@acestream-orchestrator/testing/browser/panel'
import { mixed } from '@acestream-orchestrator/testing/browser/server/scenes'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import type { Locator } from '@playwright/test'

/** The narrowest phone there is, held in one hand. */
test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })

test.describe('with a thumb on a phone', () => {
  test('the palette is opened, finds a stream and goes to it', async ({ page, watch, shared }) => {
    const server = await shared(mixed)
    const stream = await server.stream(1)
    await openPanel(page, watch, server.url)
    await page.getByRole('button', { name: 'Command palette' }).tap()
    const palette = dialog(page, 'Command palette')
    await palette.getByRole('combobox').fill(stream.title ?? '')
    await palette
      .getByRole('option', { name: stream.title ?? '' })
      .first()
      .tap()
    await expect(palette).toHaveCount(0)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(stream.title ?? '')
  })

  test('the palette is closed without an Escape key', async ({ page, watch, fleet }) => {
    await openPanel(page, watch, fleet.url)
    await page.getByRole('button', { name: 'Command palette' }).tap()
    await dialog(page, 'Command palette').getByRole('button', { name: 'Close' }).tap()
    await expect(dialog(page)).toHaveCount(0)
  })

  test('several streams are chosen and stopped together', async ({ page, watch, serve }) => {
    const server = await mixed(serve)
    const [first, second] = [await server.stream(1), await server.stream(2)]
    server.world.sessions.refuse(second.stat_url, { code: 'verbatim', text: 'unknown session' })
    await openPanel(page, watch, server.url, { at: '/streams' })
    for (const { id } of [first, second]) {
      const target = streamRow(page, id).locator('label')
      const box = await target.boundingBox()
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44)
      await target.tap()
    }
    await expect(main(page).getByText('2 selected')).toBeInViewport()
    await main(page).getByRole('button', { name: 'Clear selection' }).tap()
    await expect(main(page).getByText('2 selected')).toHaveCount(0)
    await expect(main(page).getByRole('checkbox', { checked: true })).toHaveCount(0)
    for (const { id } of [first, second]) await streamRow(page, id).locator('label').tap()
    await main(page).getByRole('button', { name: 'Stop streams' }).tap()
    await dialog(page).getByRole('button', { name: 'Stop streams' }).tap()
    const result = dialog(page, '1 of 2 stopped')
    await expect(result).toContainText('unknown session')
    await result.getByText('Close', { exact: true }).tap()
    await expect(streamRow(page, first.id)).toHaveCount(0)
    await expect(streamRow(page, second.id)).toBeVisible()
  })

  test('a row leaves out whole what it has no room for, and never half a figure', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await mixed(serve)
    server.change(await server.stream(4), { speedDown: 12_000, peers: 1_234 })
    await server.advance(6000)
    await openPanel(page, watch, server.url)
    for (const place of ['/', '/engines?view=table', '/streams', '/streams?tab=ended']) {
      await goTo(page, place)
      await expect(main(page).locator('.one-line').first()).toBeVisible()
      const halves = await page.evaluate(() =>
        [...document.querySelectorAll('.one-line')].flatMap((line) => {
          const { top, bottom, right } = line.getBoundingClientRect()
          return [...line.children]
            .map((part) => ({ box: part.getBoundingClientRect(), text: part.textContent }))
            .filter(({ box }) => box.top < bottom - 1 && (box.right > right + 1 || box.top > top + 4))
            .map(({ text }) => text)
        }),
      )
      expect(halves, place).toEqual([])
    }
  })

  test('a stream’s page names its engine whole, and a list is downloaded beside its filter', async ({
    page,
    watch,
    fleet,
  }) => {
    const stream = await fleet.stream(1)
    await openPanel(page, watch, fleet.url, { at: `/streams/${stream.short_id}` })
    const name = main(page)
      .getByRole('link', { name: stream.container_name ?? '', exact: true })
      .first()
    await expect(name).toBeVisible()
    expect(
      await name.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
    ).toBeLessThanOrEqual(0)
    await goTo(page, '/streams')
    const middle = async (target: Locator) => {
      const box = await target.boundingBox()
      return box === null ? Number.NaN : Math.round(box.y + box.height / 2)
    }
    const filter = main(page).getByRole('searchbox').first()
    const csv = main(page).getByRole('button', { name: 'Download this list (CSV)' })
    expect(Math.abs((await middle(csv)) - (await middle(filter)))).toBeLessThan(4)
  })

  test('the current tab is in sight', async ({ page, watch, fleet }) => {
    const engine = await fleet.engine(1)
    await openPanel(page, watch, fleet.url)
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '20px'
    })
    for (const place of ['/streams?tab=contents', '/streams', `/engines/${engine.container_id}/container`]) {
      await goTo(page, place)
      const tab = page.locator('nav.overflow-x-auto > a[aria-current="page"]').last()
      await expect(tab).toBeInViewport({ ratio: 0.95 })
    }
  })
})

test.describe('a phone on its side', () => {
  test.use({ viewport: { width: 568, height: 320 } })

  test('the whole menu of an engine can be reached', async ({ page, watch, shared }) => {
    const server = await shared(mixed)
    await openPanel(page, watch, server.url, { at: '/engines' })
    for (const button of await page.getByRole('button', { name: /^Actions for/ }).all()) {
      await button.tap()
      const menu = page.getByRole('menu')
      await expect(menu).toBeInViewport({ ratio: 1 })
      await menu.getByRole('menuitem').last().scrollIntoViewIfNeeded()
      await expect(menu.getByRole('menuitem').last()).toBeInViewport({ ratio: 1 })
      await page.keyboard.press('Escape')
    }
  })
})
