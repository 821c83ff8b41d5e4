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
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'

const EVERY = /Every 5 s/

test.describe('an older orchestrator', () => {
  test.beforeEach(({ watch }) => watch.allow(REFUSED))

  test('is polled, and the panel says why', async ({ page, watch, older, fleet }) => {
    const { url, calls } = await older(fleet)
    await openPanel(page, watch, url, { state: EVERY })
    await expect(main(page)).toContainText('This server offers no live updates')
    await expect(main(page)).toContainText('This is an older orchestrator')
    await expect(page.getByRole('region', { name: 'Key figures' }).getByRole('link')).toHaveCount(5)
    await expect(figure(page, 'Healthy Engines')).toContainText('6 of 6')
    await expect(figure(page, 'VPN Status')).toContainText('Connected')
    await page.getByRole('banner').getByLabel('Refresh', { exact: true }).selectOption('2')
    const polls = () => calls.filter((line) => line === 'GET /engines').length
    const before = polls()
    await expect.poll(polls).toBeGreaterThan(before + 1)
    expect(calls.filter((line) => line === 'GET /orchestrator/status').length).toBeLessThan(3)
  })

  test('every section shows what there is', async ({ page, watch, older, fleet }) => {
    const { url } = await older(fleet)
    const engine = await fleet.engine(1)
    const stream = await fleet.stream(1)
    if (engine === undefined || stream === undefined) throw new Error('the world is empty')
    await openPanel(page, watch, url, { at: '/engines', state: EVERY })
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
    older,
    serve,
  }) => {
    const { url, calls } = await older(await serve({ engines: 20, streams: 40, vpn: false }))
    await openPanel(page, watch, url, { at: '/streams', state: EVERY })
    await page.getByRole('banner').getByLabel('Refresh', { exact: true }).selectOption('2')
    const rows = page.locator('tr[data-stream]')
    await expect(rows).toHaveCount(40)
    const known = rows.filter({ hasText: 'MB/s' })
    await expect(known).toHaveCount(40, { timeout: 15_000 })
    const polls = () => calls.filter((line) => line === 'GET /engines').length
    const before = polls()
    await expect.poll(polls).toBeGreaterThan(before + 1)
    await expect(known).toHaveCount(40)
  })

  test('an engine is deleted after a confirmation', async ({ page, watch, older, serve }) => {
    const server = await serve({ key: 'secret' })
    const { url } = await older(server)
    const engine = await server.engine(1)
    await openPanel(page, watch, url, { at: '/engines', key: 'secret', state: EVERY })
    await chooseFromMenu(card(page, engine.container_id), 'Delete engine')
    await expect(dialog(page)).toContainText('Another engine may start in its place')
    await dialog(page).getByRole('button', { name: 'Delete engine' }).click()
    await expect(card(page, engine.container_id)).toHaveCount(0, { timeout: 15_000 })
  })

  test('what it can’t do is not offered', async ({ page, watch, older, fleet }) => {
    const { url } = await older(fleet)
    const engine = await fleet.engine(1)
    const stream = await fleet.stream(1)
    await openPanel(page, watch, url, { at: '/engines', state: EVERY })
    await card(page, engine.container_id)
      .getByRole('button', { name: /^Actions for/ })
      .click()
    await expect(page.getByRole('menuitem')).toHaveText(['Details', 'Delete engine'])
    await page.keyboard.press('Escape')
    await goTo(page, `/streams/${encodeURIComponent(stream.id)}`)
    await expect(page.getByRole('button', { name: 'Stop stream' })).toBeDisabled()
  })
})
