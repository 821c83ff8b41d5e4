// What is wrong, for whom, since when, and what is being done: read where the page opens.

import { dialog, goTo, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { anIncident, replaced } from '@acestream-orchestrator/testing/browser/stand-in/incidents'
import { makeWorld } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import type { Page } from '@playwright/test'

const PHONE = { width: 390, height: 844 }

const banner = (page: Page) => main(page).getByRole('region', { name: 'Overall state' })

/** A fleet with one engine that does not answer while two streams are on it. */
function stuttering() {
  const world = makeWorld('fine')
  const engine = world.engines[1]
  const streams = world.streams.filter(({ status }) => status === 'started').slice(0, 2)
  if (engine === undefined || streams.length < 2) throw new Error('the fleet is too small')
  for (const stream of streams) Object.assign(stream, { container_id: engine.container_id })
  Object.assign(streams[0] ?? {}, { title: 'Final' })
  Object.assign(streams[1] ?? {}, { title: 'News 24 HD' })
  const incident = anIncident(engine, streams)
  world.incidents = [incident]
  return { world, engine, incident }
}

const topOf = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => element.getBoundingClientRect().top)

test.describe('my channel stutters, on a phone', () => {
  test.use({ viewport: PHONE })

  test('engine, cause, who is affected and what is done: no tap', async ({ page, watch, standIn }) => {
    const server = await standIn({ world: stuttering().world, beatMs: 0 })
    await openPanel(page, watch, server.url)
    const said = banner(page)
    await expect(said.getByRole('heading', { level: 1 })).toHaveText(/^acestream-2 does not answer \(1\ds\)$/)
    await expect(said).toContainText('Final, News 24 HD are affected')
    await expect(said).toContainText('No answer within 5 s')
    await expect(said).toContainText(/It will be replaced unless it answers \(in 1?\ds\)/)
    for (const words of ['Final, News 24 HD', 'It will be replaced'])
      await expect(said.getByText(words).first()).toBeInViewport()
    await expect(page.locator('li[data-stream]').first()).toBeInViewport()
  })

  test('restart: two taps', async ({ page, watch, standIn }) => {
    const { world, engine } = stuttering()
    const server = await standIn({ world, beatMs: 0, key: 'secret' })
    await openPanel(page, watch, server.url, { key: 'secret' })
    await banner(page)
      .getByRole('button', { name: /^Restart/ })
      .click()
    await dialog(page)
      .getByRole('button', { name: /^Restart/ })
      .click()
    await expect
      .poll(() => server.calls.map(({ line }) => line))
      .toContain(`POST /engines/${engine.container_id}/restart`)
  })

  test('logs: one tap', async ({ page, watch, standIn }) => {
    const { world, engine } = stuttering()
    const server = await standIn({ world, beatMs: 0 })
    await openPanel(page, watch, server.url)
    await banner(page).getByRole('link', { name: /^Logs/ }).click()
    await expect(page).toHaveURL(new RegExp(`#/engines/${engine.container_id}/logs$`))
    await expect(page.getByRole('log')).toBeVisible()
  })
})

/** Nobody has touched the page for a while. */
const rest = (page: Page) => page.waitForTimeout(2500)

test.describe('incidents', () => {
  test('a resolved one stays with its outcome', async ({ page, watch, standIn }) => {
    const { world, incident } = stuttering()
    const server = await standIn({ world, beatMs: 0 })
    await openPanel(page, watch, server.url)
    await expect(banner(page).locator('[data-incident]')).toHaveCount(1)
    server.hub.send('incident', replaced(incident, 'acestream-7'))
    await expect(banner(page).getByRole('heading', { level: 1 })).toHaveText(/^All 6 engines healthy/)
    await expect(banner(page).getByRole('listitem')).toHaveText(
      /^\d\d:\d\d\s*acestream-2\s*: replaced by acestream-7, 2 streams cut, back after 31 s$/,
    )
    await expect(page).toHaveTitle('Acestream Orchestrator')
  })

  test('one that comes and goes is one row with a count', async ({ page, watch, standIn }) => {
    const { world, incident, engine } = stuttering()
    world.incidents = [incident, anIncident(engine, [], { count: 12, severity: 'warning', id: 'i-flaps' })]
    const server = await standIn({ world, beatMs: 0 })
    await openPanel(page, watch, server.url)
    await expect(banner(page).getByRole('heading', { level: 1 })).toContainText('and 1 more')
    await expect(banner(page).locator('[data-incident="i-flaps"]')).toContainText('12 times')
  })

  test('nothing moves under a hand that is on the page; it comes once the hand rests', async ({
    page,
    watch,
    standIn,
  }) => {
    const { world, incident } = stuttering()
    world.incidents = []
    const server = await standIn({ world, beatMs: 0 })
    await openPanel(page, watch, server.url)
    const row = page.locator('li[data-stream]').first()
    await row.hover()
    const before = await topOf(page, 'li[data-stream]')
    const waggle = setInterval(() => void page.mouse.move(500 + Math.random() * 40, 500).catch(() => {}), 300)
    server.hub.send('incident', incident)
    await expect(banner(page).getByRole('heading', { level: 1 })).toContainText('does not answer')
    await page.waitForTimeout(1000)
    expect(await topOf(page, 'li[data-stream]')).toBe(before)
    clearInterval(waggle)
    await rest(page)
    await expect(banner(page).locator('[data-incident]')).toHaveCount(1)
    expect(await topOf(page, 'li[data-stream]')).toBeGreaterThan(before)
  })

  test('one of a newer server is shown in its own words', async ({ page, watch, standIn }) => {
    const { world, engine } = stuttering()
    const subject = { kind: 'fleet' as const, id: null, name: null }
    world.incidents = [
      anIncident(engine, [], { code: 'moon_eclipsed', subject, message: 'the moon is dark', can: [] }),
    ]
    const server = await standIn({ world, beatMs: 0 })
    await openPanel(page, watch, server.url)
    await expect(banner(page).getByRole('heading', { level: 1 })).toHaveText(/^The moon is dark/)
  })

  test('in Spanish nothing is English', async ({ page, watch, standIn }) => {
    const { world, incident, engine } = stuttering()
    world.incidents = [incident, replaced(anIncident(engine, []), 'acestream-7')]
    const server = await standIn({ world, beatMs: 0 })
    await page.addInitScript(() =>
      localStorage.setItem('acestream-orchestrator.settings', '{"language":"es"}'),
    )
    watch.allowOrigin(server.url)
    await page.goto(`${server.url}/panel/`)
    const said = main(page).getByRole('region', { name: 'Estado general' })
    await expect(said.getByRole('heading', { level: 1 })).toHaveText(/^acestream-2 no responde/)
    await expect(said).toContainText('Final, News 24 HD están afectadas')
    await expect(said).toContainText('Se sustituirá si no responde')
    await expect(said).toContainText('acestream-7 lo sustituyó')
  })
})

test('the title names the page that is open', async ({ page, watch, standIn }) => {
  const server = await standIn({ beatMs: 0 })
  await openPanel(page, watch, server.url)
  for (const [at, title] of Object.entries({
    '/engines': 'Engines',
    '/vpn': 'VPN',
    [`/engines/${server.world.engines[0]?.container_id}`]: 'acestream-1',
    '/activity': 'Activity',
  })) {
    await goTo(page, at)
    await expect(page).toHaveTitle(`${title} · Acestream Orchestrator`)
  }
})
