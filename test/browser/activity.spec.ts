import { connection, dialog, goTo, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import type { StandIn } from '@acestream-orchestrator/testing/browser/stand-in/server'
import { anEntry } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

/** So many entries, newest first, of turns the type of each. */
function fill(server: StandIn, count: number): void {
  const types = ['engine', 'stream', 'vpn'] as const
  server.world.journal = Array.from({ length: count }, (_, n) =>
    anEntry(types[n % types.length] ?? 'engine', 'noted', `entry number ${n + 1}.`),
  ).toReversed()
}

test.describe('the activity', () => {
  test('older entries are loaded below, and none is lost while new ones come by polling', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    fill(server, 250)
    await openPanel(page, watch, server.url, { at: '/activity' })
    await page.getByRole('banner').getByLabel('Refresh', { exact: true }).selectOption('2')
    await expect(connection(page)).toHaveText('Every 2 s')
    const entries = main(page).locator('[data-entry]')
    await expect(entries).toHaveCount(100)
    const older = page.getByRole('button', { name: 'Load older events' })
    await older.click()
    await expect(entries).toHaveCount(200)
    server.world.journal.unshift(...['a', 'b', 'c'].map((name) => anEntry('engine', 'noted', `new ${name}.`)))
    await page.getByRole('button', { name: '3 new events' }).click()
    await expect(entries).toHaveCount(203)
    await older.click()
    await expect(entries).toHaveCount(253)
    await expect(main(page)).toContainText('No older events')
    const ids = await entries.evaluateAll((lines) =>
      lines.map((line) => Number(line.getAttribute('data-entry'))),
    )
    expect(ids.every((id, at) => at === 0 || id === (ids[at - 1] ?? 0) - 1)).toBe(true)
  })

  test('a page that comes after the type was changed is not put under the other type', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    fill(server, 250)
    await openPanel(page, watch, server.url, { at: '/activity?type=vpn' })
    await expect(main(page).locator('[data-entry]')).toHaveCount(33)
    server.faults.delayMs = 800
    const answered = page.waitForResponse(/\/events\?.*type=vpn/)
    await page.getByRole('button', { name: 'Load older events' }).click()
    await goTo(page, '/activity?type=stream')
    await answered
    await expect(page.getByRole('button', { name: 'Load older events' })).toBeEnabled()
    await expect(main(page)).not.toContainText('No older events')
  })

  test('scrolled down the list holds still; what came is announced and shown on request', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    fill(server, 90)
    await openPanel(page, watch, server.url, { at: '/activity' })
    await expect(main(page).locator('[data-entry]')).toHaveCount(90)
    await page.mouse.wheel(0, 600)
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(80)
    server.hub.send('journal', anEntry('engine', 'noted', 'just now.'))
    const waiting = page.getByRole('button', { name: '1 new event' })
    await expect(waiting).toBeVisible()
    await expect(main(page)).not.toContainText('just now.')
    await waiting.click()
    await expect(main(page).locator('[data-entry]').first()).toContainText('just now.')
  })

  test('searched and filtered by severity: the server is asked beyond what came lately', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    fill(server, 150)
    const [oldest] = server.world.journal.splice(-1)
    if (oldest === undefined) throw new Error('no entry')
    server.world.journal.push({ ...oldest, severity: 'critical', message: 'acestream-7 crashed' })
    await openPanel(page, watch, server.url, { at: '/activity' })
    const entries = main(page).locator('[data-entry]')
    await expect(entries).toHaveCount(100)
    await main(page).getByLabel('Search events').fill('CRASHED')
    await expect(entries).toHaveCount(1)
    await expect(entries).toContainText('acestream-7 crashed')
    await expect(entries.getByText('Critical', { exact: true })).toBeVisible()
    await main(page).getByLabel('Search events').fill('')
    await main(page).getByLabel('Severity').selectOption('warning')
    await expect(page).toHaveURL(/severity=warning/)
    await expect(entries).toHaveCount(1)
    await main(page).getByLabel('Search events').fill('nothing like it')
    await expect(main(page)).toContainText('No events match')
  })

  test('what belongs to one incident is one row, and a removal is listed once', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const of = { incident_id: 'i-1', container_id: 'engine-2' }
    server.world.journal = [
      anEntry('stream', 'ended', 'Final was cut off', { ...of, severity: 'critical' }),
      anEntry('health', 'unhealthy', 'acestream-2 does not answer', { ...of, severity: 'critical' }),
      anEntry('engine', 'removing', 'acestream-5 is being removed', { container_id: 'engine-5' }),
      anEntry('engine', 'created', 'acestream-6 was created', of),
      anEntry('engine', 'removed', 'acestream-5 was removed', { container_id: 'engine-5' }),
    ].toReversed()
    await openPanel(page, watch, server.url, { at: '/activity' })
    const entries = main(page).locator('[data-entry]')
    await expect(entries).toHaveCount(2)
    await expect(entries.first()).toContainText('acestream-5 was removed')
    await expect(entries.nth(1)).toContainText('Final was cut off')
    await expect(main(page).getByText('acestream-2 does not answer')).toBeHidden()
    await entries.nth(1).getByText('2 more events').click()
    await expect(main(page).getByText('acestream-2 does not answer')).toBeVisible()
    await expect(main(page).getByText('acestream-6 was created')).toBeVisible()
  })

  test('an entry leads to its stream; a type without entries says so', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    const stream = server.world.streams.find(({ status }) => status === 'started')
    await openPanel(page, watch, server.url, { at: '/activity' })
    const entry = main(page).locator('[data-entry]').filter({ hasText: 'started' }).first()
    await entry.getByRole('link', { name: 'Stream' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(stream?.title ?? '')
    server.world.journal = server.world.journal.filter(({ event_type }) => event_type !== 'vpn')
    await goTo(page, '/activity?type=vpn')
    await page.reload()
    await expect(main(page)).toContainText('No events of this type')
  })

  test('lists what was done, filtered by type, and leads to the engine', async ({ page, watch, product }) => {
    const [engine] = await product.idleEngines(3)
    if (engine === undefined) throw new Error('no engine')
    await openPanel(page, watch, product.url, { key: product.key, at: '/activity' })
    const entries = page.locator('[data-entry]')
    await expect(entries.first()).toBeVisible()
    await product.call('POST', `/engines/${engine.container_id}/restart`)
    await expect(entries.filter({ hasText: engine.container_name ?? '' }).first()).toBeVisible()
    await page.getByRole('main').getByText('VPN', { exact: true }).click()
    await expect(page).toHaveURL(/type=vpn/)
    await expect(entries.filter({ hasText: engine.container_name ?? '' })).toHaveCount(0)
    await page.getByRole('main').getByText('Engine', { exact: true }).first().click()
    const link = entries
      .filter({ hasText: engine.container_name ?? '' })
      .first()
      .getByRole('link')
      .first()
    await link.click()
    await expect(dialog(page, engine.container_name ?? '')).toBeVisible()
    await product.idleEngines(3)
  })
})
