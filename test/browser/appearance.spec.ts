// The page follows what the system and the browser ask for: theme, motion, language.

import { columnsOf } from '@acestream-orchestrator/testing/browser/canvas'
import {
  dialog,
  drain,
  fact,
  goTo,
  main,
  openPanel,
  paintOf,
} from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import type { Page } from '@playwright/test'

const barColor = (page: Page) => page.locator('meta[name="theme-color"]')

test('the theme System follows the system, also while the page is open, and so does what is drawn', async ({
  page,
  watch,
  standIn,
}) => {
  await page.emulateMedia({ colorScheme: 'light' })
  const server = await standIn({ beatMs: 0 })
  const ended = server.world.streams.find(({ status }) => status === 'ended')
  if (ended === undefined) throw new Error('nothing has ended in this world')
  await openPanel(page, watch, server.url, { at: `/streams/${encodeURIComponent(ended.id)}?window=1h` })
  const isDark = async () => (await paintOf(page.locator('html'), 'background-color')).blue < 60
  const drawn = async () => (await columnsOf(main(page).locator('canvas'), '--series-down')).length
  expect(await isDark(), 'dark is the default, whatever the system prefers').toBe(true)
  await expect.poll(drawn).toBeGreaterThan(100)
  await page.getByRole('button', { name: 'Settings' }).click()
  await dialog(page).getByText('System', { exact: true }).click()
  await page.keyboard.press('Escape')
  expect(await isDark()).toBe(false)
  await expect(barColor(page)).toHaveAttribute('content', '#f3f4f8')
  await expect.poll(drawn, 'the chart in light').toBeGreaterThan(100)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(isDark).toBe(true)
  await expect(barColor(page)).toHaveAttribute('content', '#0a0c11')
  await expect.poll(drawn, 'the chart in dark').toBeGreaterThan(100)
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'system')
  expect(await isDark()).toBe(true)
})

/** Everything that moves or would move, wherever it stands. */
const moving = () => {
  const moves = ({ animationName, transitionDuration }: CSSStyleDeclaration) =>
    animationName !== 'none' || transitionDuration.split(', ').some((duration) => duration !== '0s')
  return [
    ...document.getAnimations().map((animation) => `running: ${animation.constructor.name}`),
    ...[...document.querySelectorAll('*')]
      .filter((element) =>
        [undefined, '::before', '::after'].some((part) => moves(getComputedStyle(element, part))),
      )
      .map((element) => element.outerHTML.slice(0, 160)),
  ]
}

/** What turns, fades and slides: a job on its way, an action being worked on, a menu, a dialog, a drawer. */
async function whileMuchIsDone(page: Page, look: (place: string) => Promise<void>): Promise<void> {
  const first = page.locator('[data-engine]').first()
  await look('overview')
  await drain(first)
  await expect(first.getByText('Working…')).toBeVisible()
  await look('a card with an action')
  await first.getByRole('button', { name: /^Actions for/ }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await look('a menu')
  await page.getByRole('menuitem', { name: 'Restart' }).click()
  await expect(dialog(page)).toBeVisible()
  await look('a dialog')
  await page.keyboard.press('Escape')
  await first.getByRole('link').first().click()
  await expect(dialog(page)).toBeVisible()
  await look('a drawer')
}

test.describe('motion', () => {
  const open = async (page: Page, watch: Parameters<typeof openPanel>[1], url: string) => {
    await openPanel(page, watch, url)
    await page.route('**/drain', () => new Promise(() => undefined))
    await expect(main(page).getByRole('list', { name: 'Running actions' })).toBeVisible()
  }
  const JOB = {
    id: 'pull',
    kind: 'image_pull',
    title: 'Pulling an image',
    done: 1,
    total: null,
    unit: 'bytes',
    state: 'running',
    error: null,
  } as const

  test('nothing moves for those who asked for that', async ({ page, watch, standIn }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const server = await standIn({ beatMs: 0 })
    server.world.jobs = [JOB]
    await open(page, watch, server.url)
    await whileMuchIsDone(page, async (place) => expect(await page.evaluate(moving), place).toEqual([]))
  })

  test('for the others a job turns, and no transition lasts 200 ms', async ({ page, watch, standIn }) => {
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    const server = await standIn({ beatMs: 0 })
    server.world.jobs = [JOB]
    await open(page, watch, server.url)
    expect(await page.evaluate(moving)).not.toEqual([])
    await whileMuchIsDone(page, async (place) => {
      const longest = await page.evaluate(() =>
        Math.max(
          ...[...document.querySelectorAll('*')].flatMap((element) =>
            getComputedStyle(element).transitionDuration.split(', ').map(Number.parseFloat),
          ),
        ),
      )
      expect(longest, place).toBeLessThan(0.2)
    })
  })
})

/** The texts that are written on canvases from now on. */
async function noteCanvasTexts(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const texts: string[] = []
    Object.assign(window, { canvasTexts: texts })
    const write = CanvasRenderingContext2D.prototype.fillText
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
      texts.push(text)
      return write.call(this, text, ...place)
    }
  })
  return () => page.evaluate(() => (window as unknown as { canvasTexts: string[] }).canvasTexts)
}

test.describe('in Spanish', () => {
  test.use({ locale: 'es-ES' })

  test('dates and numbers of a stream and of its chart are written as Spanish writes them', async ({
    page,
    watch,
    standIn,
  }) => {
    const texts = await noteCanvasTexts(page)
    const server = await standIn({ beatMs: 0 })
    const [stream] = server.world.streams
    if (stream === undefined) throw new Error('nothing plays in this world')
    Object.assign(stream, {
      started_at: '2026-03-05T14:07:09Z',
      downloaded: 123_456_789_012,
      speed_down: 2_000,
      peers: 12_345,
    })
    watch.allowOrigin(server.url)
    await page.goto(`${server.url}/panel/#/streams/${encodeURIComponent(stream.id)}?window=1h`)
    const session = main(page)
    await expect(fact(session, 'Inicio')).toHaveText(/^5 mar 2026, \d{1,2}:07:09$/)
    await expect(fact(session, 'Descargado')).toHaveText('123 GB')
    await expect(fact(session, 'Descarga')).toHaveText('2,05 MB/s')
    await expect(fact(session, 'Pares')).toHaveText('12.345')

    const picture = session.locator('canvas')
    await expect.poll(async () => (await columnsOf(picture, '--series-down')).length).toBeGreaterThan(100)
    const axis = await texts()
    expect(axis).toContainEqual(expect.stringMatching(/^\d,\d\d?$/))
    expect(axis).not.toContainEqual(expect.stringMatching(/\d\.\d\d?$/))
    expect(axis).toContain('pares')
    const { width, height } = (await picture.boundingBox()) ?? { width: 0, height: 0 }
    await picture.hover({ position: { x: width * 0.8, y: height / 2 } })
    await expect
      .poll(texts, 'the figures under the pointer')
      .toContainEqual(expect.stringMatching(/^ Descarga: \d,\d\d MB\/s( \(de \d,\d\d a \d,\d\d\))?$/))
    const day = await page.evaluate(() => new Date().toLocaleDateString('es-ES', { dateStyle: 'medium' }))
    expect(await texts()).toContainEqual(expect.stringContaining(day))
    await goTo(page, '/streams?tab=contents')
    await expect(main(page).getByRole('table')).toContainText(/\d,\d s/)
  })
})
