import {
  card,
  chooseFromMenu,
  dialog,
  fact,
  figure,
  goTo,
  main,
  openPanel,
  streamRow,
} from '@acestream-orchestrator/testing/browser/panel'
import { makeWorld } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'

const EVERY = /Every 5 s/

test.describe('an older orchestrator', () => {
  test.beforeEach(({ watch }) => watch.allow(REFUSED))

  test('is polled, and the panel says why', async ({ page, watch, standIn }) => {
    const server = await standIn({ older: true })
    await openPanel(page, watch, server.url, { state: EVERY })
    await expect(main(page)).toContainText('This server offers no live updates')
    await expect(main(page)).toContainText('This is an older orchestrator')
    await expect(page.getByRole('region', { name: 'Key figures' }).getByRole('link')).toHaveCount(5)
    await expect(figure(page, 'Healthy Engines')).toContainText('6 of 6')
    await expect(figure(page, 'VPN Status')).toContainText('Connected')
    await page.getByRole('banner').getByLabel('Refresh', { exact: true }).selectOption('2')
    const polls = () => server.calls.filter(({ line }) => line === 'GET /engines').length
    const before = polls()
    await expect.poll(polls).toBeGreaterThan(before + 1)
    expect(server.calls.filter(({ line }) => line === 'GET /orchestrator/status').length).toBeLessThan(3)
  })

  test('every section shows what there is', async ({ page, watch, standIn }) => {
    const server = await standIn({ older: true })
    const [engine] = server.world.engines
    const stream = server.world.streams.find(({ status }) => status === 'started')
    if (engine === undefined || stream === undefined) throw new Error('the world is empty')
    await openPanel(page, watch, server.url, { at: '/engines', state: EVERY })
    await expect(card(page, engine.container_id)).toContainText('Healthy')
    await expect(card(page, engine.container_id)).toContainText(`Port ${engine.port}`)
    await expect(card(page, engine.container_id)).toContainText(/Last check \d+s ago/)
    await goTo(page, `/engines/${engine.container_id}/container`)
    await expect(dialog(page)).toContainText('ondemand.app')
    await goTo(page, '/streams')
    await expect(streamRow(page, stream.id)).toContainText(/MB\/s/)
    await goTo(page, `/streams/${encodeURIComponent(stream.id)}`)
    await expect(main(page).getByRole('img')).toHaveAttribute('aria-label', /Download: [\d.]+ MB\/s/)
    await expect(fact(main(page), 'Playback session')).toContainText(stream.playback_session_id)
    await goTo(page, '/vpn')
    await expect(fact(main(page), 'Forwarded port')).toContainText('51413')
    await goTo(page, '/activity')
    await expect(page.getByText('This server doesn’t record events')).toBeVisible()
  })

  test('every one of many streams gets its figures in its turn, and keeps them', async ({
    page,
    watch,
    standIn,
  }) => {
    const world = makeWorld('large')
    world.streams = world.streams.filter(({ status }) => status === 'started').slice(0, 40)
    const server = await standIn({ older: true, world, beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/streams', state: EVERY })
    await page.getByRole('banner').getByLabel('Refresh', { exact: true }).selectOption('2')
    const rows = page.locator('tr[data-stream]')
    await expect(rows).toHaveCount(40)
    const known = rows.filter({ hasText: 'MB/s' })
    await expect(known).toHaveCount(40, { timeout: 15_000 })
    const polls = () => server.calls.filter(({ line }) => line === 'GET /engines').length
    const before = polls()
    await expect.poll(polls).toBeGreaterThan(before + 1)
    await expect(known).toHaveCount(40)
  })

  test('an engine is deleted after a confirmation', async ({ page, watch, standIn }) => {
    const server = await standIn({ older: true, key: 'secret' })
    const [engine] = server.world.engines
    if (engine === undefined) throw new Error('the world is empty')
    await openPanel(page, watch, server.url, { at: '/engines', key: 'secret', state: EVERY })
    await chooseFromMenu(card(page, engine.container_id), 'Delete engine')
    await expect(dialog(page)).toContainText('Another engine may start in its place')
    await dialog(page).getByRole('button', { name: 'Delete engine' }).click()
    await expect(card(page, engine.container_id)).toHaveCount(0, { timeout: 15_000 })
  })

  test('what it can’t do is not offered', async ({ page, watch, standIn }) => {
    const server = await standIn({ older: true })
    const [engine] = server.world.engines
    const stream = server.world.streams.find(({ status }) => status === 'started')
    await openPanel(page, watch, server.url, { at: '/engines', state: EVERY })
    await card(page, engine?.container_id ?? '')
      .getByRole('button', { name: /^Actions for/ })
      .click()
    await expect(page.getByRole('menuitem')).toHaveText(['Details', 'Delete engine'])
    await page.keyboard.press('Escape')
    await goTo(page, `/streams/${encodeURIComponent(stream?.id ?? '')}`)
    await expect(page.getByRole('button', { name: 'Stop stream' })).toBeDisabled()
  })
})
