// What a card and the drawer of an engine show.
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { columnsOf, gapsOf } from '@acestream-orchestrator/testing/browser/canvas'
import { card, dialog, fact, goTo, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { ago } from '@acestream-orchestrator/testing/browser/stand-in/clock'
import type { World } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import type { Page } from '@playwright/test'

/** Gives the first engines of a world what the tests look for, and answers with them. */
function known(world: World, ...changes: Partial<EngineState>[]): EngineState[] {
  return changes.map((change, n) => {
    const engine = world.engines[n]
    if (engine === undefined) throw new Error(`there is no engine ${n}`)
    Object.assign(engine, change)
    return engine
  })
}

const figureOf = (page: Page, { container_id }: EngineState, name: string) =>
  fact(card(page, container_id), name)

test.describe('the card of an engine', () => {
  test('speed, peers, CPU, memory, version, uptime, and its marks', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    const [first, second, third] = known(
      server.world,
      {
        speed_down: 2_000,
        speed_up: 300,
        peers: 1_234,
        cpu_percent: 7.25,
        memory_bytes: 256_400_000,
        version: '3.2.11',
        uptime_24h: 0.99879,
        forwarded: true,
      },
      { cpu_percent: 42.4, uptime_24h: 1, forwarded: false, vpn_container: 'gluetun' },
      { speed_down: null, cpu_percent: null, uptime_24h: null, vpn_container: null, outdated: true },
    )
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few')
    await openPanel(page, watch, server.url, { at: '/engines' })
    await expect(figureOf(page, first, 'Download')).toHaveText('2.05 MB/s')
    await expect(figureOf(page, first, 'Upload')).toHaveText('0.31 MB/s')
    await expect(figureOf(page, first, 'Peers')).toHaveText('1,234')
    await expect(figureOf(page, first, 'CPU')).toHaveText('7.3 %')
    await expect(figureOf(page, first, 'Memory')).toHaveText('256 MB')
    const shown = card(page, first.container_id)
    await expect(shown).toContainText('Port 19000 · 3.2.11')
    await expect(shown).toContainText('Uptime 24 h 99.8 %')
    await expect(shown.getByTitle('This engine holds the VPN’s forwarded port.')).toHaveText('Forwarded port')

    await expect(figureOf(page, second, 'CPU')).toHaveText('42 %')
    await expect(card(page, second.container_id)).toContainText('Uptime 24 h 100 %')
    await expect(card(page, second.container_id).getByTitle('Runs behind gluetun')).toHaveText('VPN')

    const bare = card(page, third.container_id)
    await expect(figureOf(page, third, 'Download')).toHaveText('–')
    await expect(figureOf(page, third, 'CPU')).toHaveText('–')
    await expect(bare).not.toContainText('Uptime')
    await expect(bare.getByText('VPN', { exact: true })).toHaveCount(0)
    await expect(bare.getByText('Outdated', { exact: true })).toBeVisible()
  })

  test('pointing at a check shows its time, how long it took and why it was missed', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const at = (n: number) => ago((30 - n) * 30)
    const good = Array.from({ length: 29 }, (_, n) => ({ ts: at(n), ms: 17, reason: null }))
    const missed = { ts: at(29), ms: 5_000, reason: 'connection refused' }
    const [engine] = known(server.world, { recent_checks: [...good, missed] })
    if (engine === undefined) throw new Error('no engine')
    await openPanel(page, watch, server.url, { at: '/engines' })
    const bar = card(page, engine.container_id).getByRole('slider', { name: 'Last checks' })
    const { width, height } = (await bar.boundingBox()) ?? { width: 0, height: 0 }
    const hover = (slot: number) => bar.hover({ position: { x: ((slot + 0.5) / 40) * width, y: height / 2 } })
    const hint = bar.locator('span')
    const clock = (iso: string) =>
      page.evaluate((ts) => new Date(ts).toLocaleTimeString('en-GB', { timeStyle: 'medium' }), iso)
    await hover(39)
    await expect(hint).toHaveText(`${await clock(missed.ts)}: connection refused · 5,000 ms`)
    await hover(10)
    await expect(hint).toHaveText(`${await clock(good[0]?.ts ?? '')}: 17 ms`)
    await hover(3)
    await expect(hint, 'there was no check yet').toHaveCount(0)
    await hover(20)
    await expect(hint).toBeVisible()
    await page.getByRole('heading', { level: 1 }).hover()
    await expect(hint).toHaveCount(0)
  })

  test('each order puts first what it is named for', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    const used = (minutes: number) => ago(minutes * 60)
    const engines = known(
      server.world,
      {
        container_name: 'acestream-10',
        stream_count: 1,
        speed_down: 10,
        last_stream_usage: used(9),
        health_status: 'unhealthy',
      },
      { container_name: 'acestream-9', stream_count: 3, speed_down: 0, last_stream_usage: null },
      {
        container_name: 'acestream-2',
        stream_count: 0,
        speed_down: null,
        last_stream_usage: used(1),
        health_status: 'unknown',
      },
      {
        container_name: 'acestream-1',
        stream_count: 2,
        speed_down: 900,
        last_stream_usage: used(5),
      },
    )
    server.world.engines = engines
    await openPanel(page, watch, server.url, { at: '/engines' })
    const names = page.locator('article[data-engine] h3')
    const orders: Record<string, number[]> = {
      name: [1, 2, 9, 10],
      health: [10, 2, 1, 9],
      streams: [9, 1, 10, 2],
      speed: [1, 10, 9, 2],
      used: [2, 1, 10, 9],
    }
    for (const [order, numbers] of Object.entries(orders)) {
      await main(page).getByLabel('Sort').selectOption(order)
      await expect(names, order).toHaveText(numbers.map((n) => `acestream-${n}`))
    }
  })
})

test.describe('the drawer of an engine', () => {
  test('how it answered, over a window that the address holds', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    const checks = Array.from({ length: 40 }, (_, n) => ({
      ts: ago((40 - n) * 60),
      ms: n === 20 ? 5_000 : 20 + (n % 7),
      reason: n === 20 ? 'no answer within 5 s' : null,
    }))
    const [engine] = known(server.world, { recent_checks: checks, uptime_24h: 0.9512 })
    if (engine === undefined) throw new Error('no engine')
    await openPanel(page, watch, server.url, { at: `/engines/${engine.container_id}` })
    const drawer = dialog(page, engine.container_name ?? '')
    const picture = drawer.getByRole('img', { name: '39 of 40 checks answered' })
    await expect(drawer).toContainText('Uptime 24 h 95.1 %')
    await expect(drawer).toContainText('Uptime 7 d 99.7 %')
    await expect(drawer.getByLabel('Time range')).toHaveValue('1h')
    await expect.poll(async () => (await columnsOf(picture, '--good')).length).toBeGreaterThan(100)
    expect(gapsOf(await columnsOf(picture, '--good'), 8), 'the missed check').toHaveLength(1)
    expect((await columnsOf(picture, '--bad')).length, 'its mark').toBeGreaterThan(2)

    const widthOf = async () => {
      const columns = await columnsOf(picture, '--good')
      return (columns.at(-1)?.x ?? 0) - (columns.at(0)?.x ?? 0)
    }
    const overAnHour = await widthOf()
    await drawer.getByLabel('Time range').selectOption('6h')
    await expect(page).toHaveURL(/window=6h/)
    await expect.poll(widthOf, 'six times as much time is drawn').toBeLessThan(overAnHour / 4)
    const asked = () =>
      watch.requests
        .filter(({ url }) => url.pathname.endsWith('/health'))
        .map(({ url }) =>
          Math.round((Date.now() - Date.parse(url.searchParams.get('since') ?? '')) / 3_600_000),
        )
    expect(asked()).toEqual([1, 6])
    await page.reload()
    await expect(drawer.getByLabel('Time range')).toHaveValue('6h')
    await expect.poll(asked).toEqual([1, 6, 6])
    await expect.poll(widthOf).toBeLessThan(overAnHour / 4)
  })

  test('its streams, each with its phase and speed, lead to their pages', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const [engine, other] = server.world.engines
    const [first, second, third] = server.world.streams
    if (!engine || !other || !first || !second || !third) throw new Error('too little in this world')
    const container_id = engine.container_id
    Object.assign(first, { container_id, speed_down: 1_000 })
    Object.assign(second, { container_id, phase: 'stalled', speed_down: null })
    await openPanel(page, watch, server.url, { at: `/engines/${container_id}` })
    const rows = dialog(page)
      .getByRole('listitem')
      .filter({ has: page.locator('a[href^="#/streams/"]') })
    await expect(rows).toHaveCount(2)
    await expect(rows.filter({ hasText: first.title ?? '' })).toContainText('Active1.02 MB/s')
    await expect(rows.filter({ hasText: second.title ?? '' })).toContainText('Stalled–')
    await expect(rows.filter({ hasText: third.title ?? '' })).toHaveCount(0)
    await rows.getByRole('link', { name: second.title ?? '' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(second.title ?? '')
    await goTo(page, `/engines/${server.world.engines[5]?.container_id}`)
    await expect(dialog(page)).toContainText('No stream on this engine')
  })

  test('each part has its own address; the container has its ports and labels', async ({
    page,
    watch,
    product,
  }) => {
    const [engine] = await product.idleEngines(1)
    if (engine === undefined) throw new Error('no engine')
    await openPanel(page, watch, product.url, { key: product.key, at: `/engines/${engine.container_id}` })
    const drawer = dialog(page, engine.container_name ?? '')
    const part = (name: string) => drawer.getByRole('link', { name, exact: true })
    await expect(part('Overview')).toHaveAttribute('aria-current', 'page')
    await part('Logs').click()
    await expect(page).toHaveURL(/\/logs$/)
    await part('Container').click()
    await expect(page).toHaveURL(/\/container$/)
    await page.reload()
    await expect(part('Container')).toHaveAttribute('aria-current', 'page')
    await expect(fact(drawer, 'Address')).toHaveText(`${engine.host}:${engine.port}`)
    await expect(fact(drawer, 'ID').locator('code')).toHaveText(engine.container_id)
    await expect(fact(drawer, 'Container status')).toHaveText('running')
    await expect(fact(drawer, 'Created')).toHaveText(/^\d+[sm] ago$/)
    await expect(fact(drawer, 'Ports')).toContainText(`${engine.port}`)
    const labels = Object.entries(engine.labels)
    expect(labels.length).toBeGreaterThan(0)
    await expect(fact(drawer, 'Labels').getByRole('listitem')).toHaveText(
      labels.map(([name, value]) => `${name}=${value}`),
    )
    await page.goBack()
    await expect(page.getByRole('log')).toBeVisible()
    await page.goBack()
    await expect(part('Overview')).toHaveAttribute('aria-current', 'page')
  })
})
