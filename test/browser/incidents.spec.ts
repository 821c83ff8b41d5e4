// What is wrong, for whom, since when, and what is being done: read where the page opens.

import type { Incident } from '@acestream-orchestrator/contract/incident'
import { dialog, goTo, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import type { ServerOptions, TestServer } from '@acestream-orchestrator/testing/browser/server/server'
import { anIncident, replaced } from '@acestream-orchestrator/testing/browser/stand-in/incidents'
import { makeWorld } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import type { Page } from '@playwright/test'

const PHONE = { width: 390, height: 844 }

const banner = (page: Page) => main(page).getByRole('region', { name: 'Overall state' })

type Serve = (options?: ServerOptions) => Promise<TestServer>

/** Two streams play on acestream-2, which hangs until that is found. */
async function stuttering(serve: Serve, options: ServerOptions = {}) {
  const server = await serve({ engines: 3, ...options })
  const engine = await server.engine(2)
  for (const title of ['Final', 'News 24 HD']) await server.play(engine, { title })
  await server.advance(11_000)
  await server.fail(engine)
  return { server, engine }
}

const LASTING = { settings: { UNHEALTHY_GRACE_S: '86400' } }

const topOf = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => element.getBoundingClientRect().top)

test.describe('my channel stutters, on a phone', () => {
  test.use({ viewport: PHONE })

  test('engine, cause, who is affected and what is done: no tap', async ({ page, watch, serve }) => {
    const { server } = await stuttering(serve)
    await openPanel(page, watch, server.url)
    const said = banner(page)
    await expect(said.getByRole('heading', { level: 1 })).toHaveText(/^acestream-2 does not answer \(\d+s\)$/)
    await expect(said).toContainText('Final, News 24 HD are affected')
    await expect(said).toContainText('No answer within 5 s')
    await expect(said).toContainText(/It will be replaced unless it answers \(in \d+s\)/)
    for (const words of ['Final, News 24 HD', 'It will be replaced'])
      await expect(said.getByText(words).first()).toBeInViewport()
    await expect(page.locator('li[data-stream]').first()).toBeInViewport()
  })

  test('restart: two taps', async ({ page, watch, serve }) => {
    const { server, engine } = await stuttering(serve, { key: 'secret', ...LASTING })
    await openPanel(page, watch, server.url, { key: 'secret' })
    await banner(page)
      .getByRole('button', { name: /^Restart/ })
      .click()
    await dialog(page)
      .getByRole('button', { name: /^Restart/ })
      .click()
    await expect
      .poll(() => server.wire.calls.map(({ line }) => line))
      .toContain(`POST /engines/${engine.container_id}/restart`)
  })

  test('logs: one tap', async ({ page, watch, serve }) => {
    const { server, engine } = await stuttering(serve, LASTING)
    await openPanel(page, watch, server.url)
    await banner(page).getByRole('link', { name: /^Logs/ }).click()
    await expect(page).toHaveURL(new RegExp(`#/engines/${engine.container_id}/logs$`))
    await expect(page.getByRole('log')).toBeVisible()
  })
})

/** Nobody has touched the page for a while. */
const rest = (page: Page) => page.waitForTimeout(2500)

test.describe('incidents', () => {
  test('a resolved one stays with its outcome, in two tabs alike', async ({
    page,
    context,
    watch,
    serve,
  }) => {
    const { server } = await stuttering(serve)
    const other = await context.newPage()
    for (const tab of [page, other]) await openPanel(tab, watch, server.url)
    for (const tab of [page, other]) await expect(banner(tab).locator('[data-incident]')).toHaveCount(1)
    await server.until('the engine is replaced', async () => {
      const [incident] = await server.call<Incident[]>('GET', '/incidents?state=resolved')
      return incident?.outcome?.startsWith('replaced by') === true
    })
    for (const tab of [page, other]) {
      await expect(banner(tab).getByRole('heading', { level: 1 })).toHaveText(/^All 3 engines healthy/)
      await expect(banner(tab).getByRole('listitem')).toHaveText(
        /^\d\d:\d\d\s*acestream-2\s*: replaced by acestream-\d, 2 streams cut/,
      )
      await expect(tab).toHaveTitle('Acestream Orchestrator')
    }
  })

  test('one that comes and goes is one row with a count', async ({ page, watch, serve }) => {
    const { server, engine } = await stuttering(serve, LASTING)
    for (let round = 2; round <= 3; round++) {
      server.wake(engine)
      await server.until('it answers again', async () => {
        const open = await server.call<Incident[]>('GET', '/incidents?state=open')
        return open.length === 0
      })
      await server.fail(engine)
    }
    await openPanel(page, watch, server.url)
    await expect(banner(page).locator('[data-incident]')).toHaveCount(1)
    await expect(banner(page).locator('[data-incident]')).toContainText('3 times')
  })

  test('nothing moves under a hand that is on the page; it comes once the hand rests', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await serve({ engines: 3, streams: 2, ...LASTING })
    await openPanel(page, watch, server.url)
    const row = page.locator('li[data-stream]').first()
    await row.hover()
    const before = await topOf(page, 'li[data-stream]')
    const waggle = setInterval(() => void page.mouse.move(500 + Math.random() * 40, 500).catch(() => {}), 300)
    await server.fail(await server.engine(3))
    await expect(banner(page).getByRole('heading', { level: 1 })).toContainText('does not answer')
    await page.waitForTimeout(1000)
    expect(await topOf(page, 'li[data-stream]')).toBe(before)
    clearInterval(waggle)
    await rest(page)
    await expect(banner(page).locator('[data-incident]')).toHaveCount(1)
    expect(await topOf(page, 'li[data-stream]')).toBeGreaterThan(before)
  })

  test('one of a newer server is shown in its own words', async ({ page, watch, serve }) => {
    const { server } = await stuttering(serve, LASTING)
    const [known] = await server.call<Incident[]>('GET', '/incidents?state=open')
    await openPanel(page, watch, server.url)
    server.wire.say('incident', {
      ...known,
      ...{ id: 'newer', code: 'moon_eclipsed', message: 'the moon is dark', reason: null, reason_data: null },
      ...{
        subject: { kind: 'moon', id: null, name: null },
        can: ['howl'],
        opened_at: new Date().toISOString(),
      },
    })
    await expect(banner(page).getByRole('heading', { level: 1 })).toHaveText(/^The moon is dark/)
    await expect(banner(page).locator('[data-incident]')).toHaveCount(2)
  })

  test('in Spanish nothing is English', async ({ page, watch, serve }) => {
    const { server } = await stuttering(serve, LASTING)
    await server.lose(await server.engine(1))
    await server.advance(15_000)
    await page.addInitScript(() =>
      localStorage.setItem('acestream-orchestrator.settings', '{"language":"es"}'),
    )
    watch.allowOrigin(server.url)
    await page.goto(`${server.url}/panel/`)
    const said = main(page).getByRole('region', { name: 'Estado general' })
    await expect(said.getByRole('heading', { level: 1 })).toHaveText(/^acestream-2 no responde/)
    await expect(said).toContainText('Final, News 24 HD están afectadas')
    await expect(said).toContainText('Se sustituirá si no responde')
    await expect(said).toContainText(/acestream-\d lo sustituyó/)
  })
})

for (const [width, height, under] of [
  [1440, 900, 0],
  [390, 844, 60],
] as const) {
  test(`however much was resolved, streams begin on the first screen at ${width} px`, async ({
    page,
    watch,
    standIn,
  }) => {
    await page.setViewportSize({ width, height })
    const world = makeWorld('mixed')
    const [broken, ...others] = world.engines
    if (!broken || others.length < 4) throw new Error('too few engines in this world')
    world.jobs = []
    world.incidents = [
      anIncident(broken, world.streams.slice(0, 2)),
      ...others
        .slice(0, 4)
        .map((engine) => replaced(anIncident(engine, world.streams.slice(0, 1)), 'acestream-9')),
    ]
    const server = await standIn({ world, beatMs: 0 })
    await openPanel(page, watch, server.url)
    await expect(banner(page).locator('[data-incident]')).toHaveCount(2)
    const first = await main(page).locator('li[data-stream]').first().boundingBox()
    // A phone has the sections at its foot.
    expect((first?.y ?? height) + (first?.height ?? 0)).toBeLessThanOrEqual(height - under)
    await banner(page).getByRole('button', { name: '3 more resolved' }).click()
    await expect(banner(page).locator('[data-incident]')).toHaveCount(5)
    await expect(banner(page).getByRole('button', { name: /more resolved/ })).toHaveCount(0)
  })
}

test('the title names the page that is open', async ({ page, watch, serve }) => {
  const server = await serve({ engines: 1 })
  await openPanel(page, watch, server.url)
  for (const [at, title] of Object.entries({
    '/engines': 'Engines',
    '/vpn': 'VPN',
    [`/engines/${(await server.engine(1)).container_id}`]: 'acestream-1',
    '/activity': 'Activity',
  })) {
    await goTo(page, at)
    await expect(page).toHaveTitle(`${title} · Acestream Orchestrator`)
  }
})
