// How running streams are listed, and what the chart of one draws.
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import { columnsOf, gapsOf } from '@acestream-orchestrator/testing/browser/canvas'
import {
  isAmber,
  isGray,
  isGreen,
  main,
  openPanel,
  paintOf,
  streamRow,
} from '@acestream-orchestrator/testing/browser/panel'
import { ago } from '@acestream-orchestrator/testing/browser/stand-in/clock'
import { expectCells } from '@acestream-orchestrator/testing/browser/table'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

const PHASES: Readonly<Record<string, Partial<StreamState>>> = {
  Resolving: { phase: 'starting', progress: null, peers: null, speed_down: null, viewers: null },
  'Looking for peers': { phase: 'starting', progress: null, peers: 0 },
  'Prebuffering 64 %': { phase: 'starting', progress: 63.7, peers: 4 },
  Starting: { phase: 'starting', progress: null, peers: 4 },
  Active: { phase: 'active', speed_down: 2_000, speed_up: 100, peers: 1_500, viewers: 3, is_live: true },
  Stalled: { phase: 'stalled', phase_reason: 'no new data for 14 s', speed_down: 0, is_live: false },
  Unknown: { phase: 'unknown', phase_reason: 'its engine does not answer', peers: null, speed_down: null },
}

const LOOKS = { Active: isGreen, Stalled: isAmber, Unknown: isGray }

test.describe('the list of streams', () => {
  test('each phase in its words, with the reason; viewers, live or on demand, and figures', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const [sample] = server.world.streams
    if (sample === undefined) throw new Error('nothing plays in this world')
    const started_at = ago(3_725)
    server.world.streams = Object.entries(PHASES).map(([title, change]) => ({
      ...sample,
      ...change,
      title,
      started_at,
      id: `id of ${title}`,
    }))
    await openPanel(page, watch, server.url, { at: '/streams' })
    const row = (title: string) => streamRow(page, `id of ${title}`)
    for (const [title, { phase_reason }] of Object.entries(PHASES))
      await expectCells(row(title), { Phase: `${title} ${phase_reason ?? ''}`.trim() })
    await expectCells(row('Active'), {
      Stream: 'Active Live · Content ID',
      Engine: sample.container_name ?? '',
      Viewers: '3',
      Peers: '1,500',
      Download: '2.05 MB/s',
      Upload: '0.10 MB/s',
      Duration: /^1h 02m$/,
    })
    await expectCells(row('Stalled'), { Stream: 'Stalled On demand · Content ID', Download: '0.00 MB/s' })
    await expectCells(row('Resolving'), { Viewers: '–', Peers: '–', Download: '–' })
    for (const [title, looks] of Object.entries(LOOKS)) {
      const word = row(title).locator('td').nth(2).getByText(title, { exact: true })
      expect(looks(await paintOf(word)), title).toBe(true)
    }
  })

  test('the small line follows the download', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 100 })
    const [stream] = server.world.streams
    await openPanel(page, watch, server.url, { at: '/streams' })
    const line = streamRow(page, stream?.id ?? '').locator('path[stroke-width="1.5"]')
    const points = async () => ((await line.getAttribute('d')) ?? '').match(/[ML]/g)?.length ?? 0
    await expect.poll(points).toBeGreaterThan(3)
    const before = await line.getAttribute('d')
    await expect(line).not.toHaveAttribute('d', before ?? '')
  })
})

test.describe('the chart of a stream', () => {
  test('a time without readings is a gap in each line', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    const [stream] = server.world.streams
    await openPanel(page, watch, server.url, {
      at: `/streams/${encodeURIComponent(stream?.id ?? '')}?window=1h`,
    })
    const picture = main(page).locator('canvas')
    await expect.poll(async () => (await columnsOf(picture, '--series-down')).length).toBeGreaterThan(300)
    // The world holds an hour of readings every five seconds, without those of indices 300 to 340.
    for (const token of ['--series-down', '--series-up']) {
      const gaps = gapsOf(await columnsOf(picture, token), 12)
      expect(gaps, token).toHaveLength(1)
      expect(gaps[0]?.from, token).toBeCloseTo(299 / 720, 1)
      expect(gaps[0]?.to, token).toBeCloseTo(341 / 720, 1)
      expect((gaps[0]?.to ?? 0) - (gaps[0]?.from ?? 0), token).toBeGreaterThan(0.05)
    }
    await main(page).getByText('5 m', { exact: true }).click()
    await expect
      .poll(async () => gapsOf(await columnsOf(picture, '--series-down'), 12), 'none of it is in this window')
      .toEqual([])
  })

  test('a reading that was not answered is a gap, not a fall to nothing', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const [stream] = server.world.streams
    if (stream === undefined) throw new Error('nothing plays in this world')
    const samples = server.world.samples.get(stream.id)?.slice(-59) ?? []
    server.world.samples.set(
      stream.id,
      samples.map((sample, n) => ({
        ...sample,
        speed_down: n > 20 && n < 30 ? null : 1_000,
        speed_up: null,
      })),
    )
    await openPanel(page, watch, server.url, { at: `/streams/${encodeURIComponent(stream.id)}` })
    const picture = main(page).locator('canvas')
    await expect.poll(async () => (await columnsOf(picture, '--series-down')).length).toBeGreaterThan(300)
    const columns = await columnsOf(picture, '--series-down')
    expect(gapsOf(columns, 12)).toHaveLength(1)
    expect(Math.max(...columns.map(({ count }) => count)), 'the line is flat').toBeLessThan(6)
    expect(await columnsOf(picture, '--series-up'), 'nothing is known of the upload').toEqual([])
  })

  test('pointing at a moment draws a line through it and shows its figures', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const [stream] = server.world.streams
    await openPanel(page, watch, server.url, { at: `/streams/${encodeURIComponent(stream?.id ?? '')}` })
    const picture = main(page).locator('canvas')
    await expect.poll(async () => (await columnsOf(picture, '--series-down')).length).toBeGreaterThan(300)
    const { width, height } = (await picture.boundingBox()) ?? { width: 0, height: 0 }
    const crosshairs = async () =>
      (await columnsOf(picture, '--line-strong'))
        .filter(({ count }) => count > height * 0.7)
        .map(({ x }) => x)
    const told = async () => (await columnsOf(picture, '--raised')).filter(({ count }) => count > 40).length
    expect(await crosshairs()).toEqual([])
    expect(await told()).toBe(0)
    for (const share of [0.3, 0.7]) {
      await picture.hover({ position: { x: width * share, y: height / 2 } })
      await expect
        .poll(async () => ((await crosshairs())[0] ?? 0) / width, `a line at ${share}`)
        .toBeCloseTo(share, 1)
      expect(await told(), 'the figures stand beside it').toBeGreaterThan(100)
    }
    await page.getByRole('banner').hover()
    await expect.poll(crosshairs).toEqual([])
    await expect.poll(told).toBe(0)
  })
})
