// One control of the time that charts show, and what is marked on their axis.

import { main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { ago } from '@acestream-orchestrator/testing/browser/stand-in/clock'
import { anIncident } from '@acestream-orchestrator/testing/browser/stand-in/incidents'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

test.describe('the time that charts show', () => {
  test('yesterday evening and a range of one’s own are asked for as such, and kept in the address', async ({
    page,
    watch,
    fleet,
  }) => {
    await openPanel(page, watch, fleet.url, { at: '/streams?tab=all' })
    const ranges = () =>
      watch.requests
        .filter(({ url }) => url.pathname === '/history' && url.searchParams.get('metric') === 'speed')
        .map(({ url }) => url.searchParams)
    await main(page).getByText('30 d', { exact: true }).click()
    await expect.poll(() => ranges().at(-1)?.get('window')).toBe('30d')
    await main(page).getByText('Yesterday evening', { exact: true }).click()
    await expect(page).toHaveURL(/window=evening/)
    const evening = await page.evaluate(() => {
      const now = new Date()
      const at = (hours: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1, hours)
      return [at(18).toISOString(), at(24).toISOString()]
    })
    await expect.poll(() => [ranges().at(-1)?.get('from'), ranges().at(-1)?.get('to')]).toEqual(evening)
    await main(page).getByText('Custom', { exact: true }).click()
    await main(page).getByLabel('From', { exact: true }).fill('2026-01-02T18:30')
    await main(page).getByLabel('To', { exact: true }).fill('2026-01-03T01:00')
    await expect(page).toHaveURL(/window=own/)
    const from = await page.evaluate(() => new Date('2026-01-02T18:30').toISOString())
    await expect.poll(() => ranges().at(-1)?.get('from')).toBe(from)
    await page.reload()
    await expect(main(page).getByLabel('From', { exact: true })).toHaveValue('2026-01-02T18:30')
    await expect(page.getByRole('radio', { name: 'Custom' })).toBeChecked()
  })

  test('on a phone it is one field with every choice', async ({ page, watch, fleet }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await openPanel(page, watch, fleet.url, { at: '/streams?tab=all' })
    const field = main(page).getByLabel('Time range')
    await expect(field.locator('option')).toHaveText([
      '5 m',
      '1 h',
      '6 h',
      '24 h',
      '7 d',
      '30 d',
      'Yesterday evening',
      'Custom',
    ])
    await field.selectOption('7d')
    await expect(page).toHaveURL(/window=7d/)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })

  test('incidents of that time stand on the axis and under the chart; others do not', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const then = { state: 'resolved', opened_at: ago(1800), resolved_at: ago(1500) } as const
    const before = { state: 'resolved', opened_at: ago(9000), resolved_at: ago(8000) } as const
    const [first, second] = server.world.engines
    if (first === undefined || second === undefined) throw new Error('too few engines')
    server.world.incidents = [anIncident(first, [], then), anIncident(second, [], before)]
    await openPanel(page, watch, server.url, { at: '/streams?tab=all' })
    const marked = main(page).getByRole('list', { name: 'Incidents in this time' }).first()
    await expect(marked).toContainText(`${first.container_name} does not answer`)
    await expect(marked).not.toContainText(`${second.container_name}`)
    await main(page).getByText('6 h', { exact: true }).click()
    await expect(marked).toContainText(`${second.container_name} does not answer`)
  })
})
