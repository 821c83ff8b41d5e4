// The five key figures: each leads to its section and has its small history.
import { figure, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

const LEADS = {
  Engines: { to: /#\/engines$/, title: 'Engines' },
  'Active Streams': { to: /#\/streams$/, title: 'Streams' },
  'Healthy Engines': { to: /#\/engines\?sort=failures$/, title: 'Engines' },
  'VPN Status': { to: /#\/vpn$/, title: 'VPN' },
  'Last Update': { to: /#\/activity$/, title: 'Activity' },
}

test.describe('the key figures', () => {
  test('a click on each leads to its section', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url)
    for (const [name, { to, title }] of Object.entries(LEADS)) {
      await figure(page, name).first().click()
      await expect(page).toHaveURL(to)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
      await page.goBack()
    }
    const [engine] = server.world.engines
    if (engine === undefined) throw new Error('no engine')
    Object.assign(engine, { health_status: 'unhealthy', health_reason: 'no answer within 5 s' })
    server.hub.send('engine', engine)
    await expect(figure(page, 'Healthy Engines')).toContainText('5 of 61 unhealthy')
    await figure(page, 'Healthy Engines').click()
    await expect(page).toHaveURL(/health=unhealthy/)
    await expect(main(page).getByLabel('Health', { exact: true })).toHaveValue('unhealthy')
    await expect(page.locator('[data-engine]')).toHaveCount(1)
  })

  test('each has its line, of what the server keeps and of what has come since the page was opened', async ({
    page,
    watch,
    standIn,
  }) => {
    await page.clock.install()
    const server = await standIn()
    await openPanel(page, watch, server.url)
    for (const name of Object.keys(LEADS)) {
      const line = figure(page, name).first().locator('path[stroke-width="1.5"]')
      await expect
        .poll(
          async () => {
            await page.clock.runFor(2000)
            return (await line.getAttribute('d')) ?? ''
          },
          { message: name },
        )
        .toMatch(/^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+)+/)
    }
    const [stretch = '', afterGap] = (
      (await figure(page, 'Active Streams').locator('path[stroke-width="1.5"]').getAttribute('d')) ?? ''
    )
      .split('M')
      .slice(1)
    expect(stretch.split('L')).toHaveLength(61)
    expect(afterGap, 'what the server does not know is a gap in the line').toBeDefined()
  })
})
