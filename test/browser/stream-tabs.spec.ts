// The other tabs of the streams: those that ended, all of them together, and what was ever played.

import {
  axisLabelsOf,
  axisTitlesOf,
  columnsOf,
  gapsOf,
  recordTexts,
} from '@acestream-orchestrator/testing/browser/canvas'
import { main, openPanel, paintOf, streamRow } from '@acestream-orchestrator/testing/browser/panel'
import { ago } from '@acestream-orchestrator/testing/browser/stand-in/clock'
import { makeWorld } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expectCells } from '@acestream-orchestrator/testing/browser/table'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

test.describe('ended streams', () => {
  test('how long, how fast on average and at best, how many peers, why and when', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const [first, second] = server.world.streams.filter(({ status }) => status === 'ended')
    if (first === undefined || second === undefined) throw new Error('too few have ended in this world')
    Object.assign(first, {
      started_at: ago(7_384 + 600),
      ended_at: ago(600),
      avg_speed_down: 1_000,
      peak_speed_down: 12_000,
      peak_peers: 1_092,
      end_reason: 'engine_unhealthy',
    })
    Object.assign(second, { end_reason: 'eaten_by_a_grue', avg_speed_down: null, ended_at: ago(7_300) })
    await openPanel(page, watch, server.url, { at: '/streams?tab=ended' })
    await expectCells(streamRow(page, first.id), {
      Stream: first.title ?? first.key,
      Reason: 'Engine stopped answering',
      Engine: first.container_name ?? '',
      Duration: '2h 03m',
      'Average download': '1.02 MB/s',
      'Peak download': '12.3 MB/s',
      'Peak peers': '1,092',
      Ended: '10m ago',
    })
    await expectCells(streamRow(page, second.id), {
      Reason: 'eaten by a grue',
      'Average download': '–',
      Ended: '2h ago',
    })
    await expect(page.locator('tr[data-stream]')).toHaveCount(2)
    await expect(page.getByRole('link', { name: /^Ended/ })).toHaveText('Ended2')
    await streamRow(page, first.id).getByRole('link').first().click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(first.title ?? first.key)
    await expect(main(page)).toContainText('Averages and peaks')
    await expect(main(page).getByText('Viewers', { exact: true }), 'figures of now').toHaveCount(0)
  })
})

for (const colorScheme of ['dark', 'light'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })

    test('the reason of an end is red, amber or neutral, each with its own shape', async ({
      page,
      watch,
      standIn,
    }) => {
      const server = await standIn({ beatMs: 0 })
      const [first, second, third] = server.world.streams
      if (!first || !second || !third) throw new Error('too few streams in this world')
      const ends = [
        [first, 'engine_unhealthy'],
        [second, 'lost'],
        [third, 'stopped'],
      ] as const
      for (const [stream, end_reason] of ends)
        Object.assign(stream, { status: 'ended', ended_at: ago(60), end_reason })
      await openPanel(page, watch, server.url, { at: '/streams?tab=ended' })
      const mark = (id: string, word: string) => streamRow(page, id).getByText(word, { exact: true })
      const marks = [
        mark(first.id, 'Engine stopped answering').locator('visible=true').first(),
        mark(second.id, 'No sign of life').locator('visible=true').first(),
        mark(third.id, 'Stopped').locator('visible=true').first(),
      ] as const
      const [bad, warn, idle] = await Promise.all(marks.map((each) => paintOf(each, 'color')))
      if (!bad || !warn || !idle) throw new Error('a mark has no colour')
      expect(bad.red, 'red').toBeGreaterThan(Math.max(bad.green, bad.blue) + 60)
      expect(warn.red, 'amber').toBeGreaterThan(warn.blue + 60)
      expect(warn.green, 'amber is not red').toBeGreaterThan(warn.blue + 20)
      expect(
        Math.max(idle.red, idle.green, idle.blue) - Math.min(idle.red, idle.green, idle.blue),
      ).toBeLessThan(40)
      const shapes = await Promise.all(
        marks.map((each) => each.locator('xpath=..').locator('svg').innerHTML()),
      )
      expect(new Set(shapes).size).toBe(3)
    })
  })
}

test.describe('all streams together', () => {
  test('speed, and streams with viewers, over a window that the address holds', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/streams' })
    await page.getByRole('link', { name: 'Totals' }).click()
    await expect(page).toHaveURL(/tab=all/)
    const speed = main(page).getByRole('img', { name: 'Speed of all streams' })
    const viewers = main(page).getByRole('img', { name: 'Streams and viewers' })
    const lines = [
      { picture: speed, tokens: ['--series-down', '--series-up'] },
      { picture: viewers, tokens: ['--series-down', '--series-peers'] },
    ]
    const drawn = async () => {
      for (const { picture, tokens } of lines) {
        for (const token of tokens)
          await expect.poll(async () => (await columnsOf(picture, token)).length, token).toBeGreaterThan(100)
        // The world's history has five steps of a hundred and twenty that nobody knows.
        expect(gapsOf(await columnsOf(picture, '--series-down'), 12)).toHaveLength(1)
      }
    }
    await drawn()
    const asked = () =>
      watch.requests
        .filter(({ url }) => url.pathname === '/history')
        .map(({ url }) => `${url.searchParams.get('metric')} ${url.searchParams.get('window')}`)
    await expect(page.getByRole('radio', { name: '1 h' })).toBeChecked()
    await main(page).getByText('24 h', { exact: true }).click()
    await expect(page).toHaveURL(/window=24h/)
    const whole = ['speed 24h', 'streams 24h', 'viewers 24h']
    await expect
      .poll(() =>
        asked()
          .filter((line) => line.endsWith('24h'))
          .toSorted(),
      )
      .toEqual(whole)
    await drawn()
    await page.reload()
    await expect(page.getByRole('radio', { name: '24 h' })).toBeChecked()
    await drawn()
  })

  test('of few streams and viewers the axes have marks at whole numbers only', async ({
    page,
    watch,
    standIn,
  }) => {
    await recordTexts(page)
    const server = await standIn({ world: makeWorld('hostile'), beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/streams?tab=all' })
    const labels = () => axisLabelsOf(main(page).getByRole('img', { name: 'Streams and viewers' }))
    // Up to the largest of each bucket, which is above the average.
    await expect.poll(labels).toEqual([
      ['3', '2', '1', '0'],
      ['4', '3', '2', '1', '0'],
    ])
  })

  test('the axes have their units on a phone too', async ({ page, watch, standIn }) => {
    await page.setViewportSize({ width: 360, height: 740 })
    await recordTexts(page)
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/streams?tab=all' })
    const picture = (name: string) => main(page).getByRole('img', { name })
    await expect.poll(() => axisTitlesOf(picture('Speed of all streams'))).toEqual(['MB/s'])
    await expect.poll(() => axisTitlesOf(picture('Streams and viewers'))).toEqual(['Streams', 'Viewers'])
  })
})

test.describe('contents', () => {
  test('what was played, how often and how well it went', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    const [first, second] = server.world.streams
    if (first === undefined || second === undefined) throw new Error('too little in this world')
    Object.assign(first, {
      avg_speed_down: 2_000,
      peak_peers: 1_092,
      time_to_first_data_ms: 2_340,
      started_at: ago(400),
    })
    Object.assign(second, {
      title: null,
      avg_speed_down: null,
      peak_peers: null,
      time_to_first_data_ms: null,
    })
    await openPanel(page, watch, server.url, { at: '/streams' })
    await page.getByRole('link', { name: 'Channels' }).click()
    await expect(page).toHaveURL(/tab=contents$/)
    const rows = page.getByRole('table', { name: 'Channels' }).locator('tbody tr')
    await expect(rows).toHaveCount(server.world.streams.length)
    await expectCells(rows.filter({ hasText: first.title ?? '' }), {
      Plays: '1',
      'Median download': '2.05 MB/s',
      'Most peers': '1,092',
      'Median start': '2.3 s',
      'Last success': '6m ago',
    })
    await expectCells(rows.filter({ hasText: second.key }), {
      Plays: '2',
      'Median download': '–',
      'Most peers': '–',
      'Median start': '–',
    })
    server.world.streams = []
    await page.reload()
    await expect(main(page)).toContainText('Nothing has been played yet')
  })
})
