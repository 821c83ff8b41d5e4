import { dialog, goTo, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { makeWorld, type Scene } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

const SIZES = [
  { width: 360, height: 740 },
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
  { width: 2560, height: 1440 },
]

/** The elements that reach over the right edge, where the page can be scrolled sideways. */
const overflowing = () => {
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth <= clientWidth) return []
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
    .slice(0, 5)
    .map((element) => `${scrollWidth} > ${clientWidth}: ${element.outerHTML.slice(0, 160)}`)
}

/** The columns whose name is cut or touches the next, and that of the rows' names where it is too narrow to distinguish them. */
const crowdedColumns = () => {
  const GAP_PX = 6
  const NAME_PX = 96
  const range = document.createRange()
  return [...document.querySelectorAll('th:not(:has(.sr-only))')].flatMap((name, index) => {
    range.selectNodeContents(name)
    const { paddingLeft, paddingRight } = getComputedStyle(name)
    const room = name.clientWidth - Math.max(GAP_PX, Number.parseFloat(paddingRight))
    const text = range.getBoundingClientRect().width
    const needed = Math.max(text, index === 0 ? NAME_PX : 0) + Number.parseFloat(paddingLeft)
    return needed > room && name.clientWidth > 0 ? [`${name.textContent}: ${needed} in ${room}`] : []
  })
}

for (const size of SIZES) {
  test.describe(`at ${size.width} pixels`, () => {
    test.use({ viewport: size })

    for (const scene of ['mixed', 'hostile'] satisfies Scene[]) {
      test(`nothing scrolls sideways when the fleet is ${scene}`, async ({ page, watch, standIn }) => {
        const world = makeWorld(scene)
        const server = await standIn({ world, beatMs: 0 })
        const [engine] = world.engines
        const [stream] = world.streams
        const places = [
          '/',
          '/engines',
          '/engines?view=table',
          '/streams',
          '/streams?tab=all',
          '/vpn',
          '/activity',
        ]
        if (stream) places.push(`/streams/${encodeURIComponent(stream.id)}`)
        if (engine)
          places.push(`/engines/${engine.container_id}`, `/engines/${engine.container_id}/container`)
        await openPanel(page, watch, server.url)
        for (const place of places) {
          await goTo(page, place)
          await expect(page.locator('main h1, [role="dialog"] h2').first()).toBeVisible()
          expect(await page.evaluate(overflowing), place).toEqual([])
        }
      })
    }

    test('every dialog fits, with its buttons within reach', async ({ page, watch, standIn }) => {
      const server = await standIn({ world: makeWorld('mixed'), beatMs: 0 })
      await openPanel(page, watch, server.url, { at: '/engines' })
      const openers = [
        () => page.getByRole('button', { name: 'Settings' }).click(),
        () => page.getByRole('button', { name: /^Target/ }).click(),
        () => page.keyboard.press('Control+k'),
      ]
      for (const open of openers) {
        await open()
        await expect(dialog(page)).toBeVisible()
        for (const button of await dialog(page).locator('button:not(.sm\\:sr-only)').all())
          await expect(button).toBeInViewport({ ratio: 1 })
        expect(await page.evaluate(overflowing)).toEqual([])
        await page.keyboard.press('Escape')
        await expect(dialog(page)).toHaveCount(0)
      }
    })
  })
}

for (const locale of ['en-GB', 'es-ES']) {
  test.describe(`tables in ${locale}`, () => {
    test.use({ locale })

    test('the name of every column can be read at every width', async ({ page, watch, standIn }) => {
      const server = await standIn({ world: makeWorld('mixed'), beatMs: 0 })
      watch.allowOrigin(server.url)
      await page.goto(`${server.url}/panel/`)
      for (const place of [
        '/engines?view=table',
        '/streams',
        '/streams?tab=ended',
        '/streams?tab=contents',
      ]) {
        await goTo(page, place)
        for (const width of [390, 640, 768, 1024, 1280, 1440, 2560]) {
          await page.setViewportSize({ width, height: 900 })
          await expect(page.getByRole('columnheader').first()).toBeVisible()
          expect.soft(await page.evaluate(crowdedColumns), `${place} at ${width}`).toEqual([])
        }
      }
    })
  })
}

test('on a phone whatever can be pressed is large enough for a thumb', async ({ browser, standIn }) => {
  const server = await standIn({ world: makeWorld('mixed'), beatMs: 0 })
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  })
  const page = await context.newPage()
  for (const place of ['/', '/engines', '/streams', '/vpn', '/activity']) {
    await page.goto(`${server.url}/panel/#${place}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('main button, header button, header select, nav a')]
        .map((element) => ({ box: element.getBoundingClientRect(), html: element.outerHTML.slice(0, 120) }))
        .filter(({ box }) => box.width > 1 && box.height > 0 && (box.height < 32 || box.width < 32))
        .map(({ box, html }) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`),
    )
    expect(small, place).toEqual([])
  }
  await context.close()
})
