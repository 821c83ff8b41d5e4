import {
  card,
  chooseFromMenu,
  dialog,
  drain,
  figure,
  main,
  openPanel,
  streamRow,
} from '@acestream-orchestrator/testing/browser/panel'
import { makeFleet, makeWorld } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'

test.describe('an engine’s card', () => {
  test('shows more on hover where there is more to show, and is still one link', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ world: makeWorld('mixed'), beatMs: 0 })
    const sick = server.world.engines[1]
    if (sick === undefined) throw new Error('no engine')
    Object.assign(sick, { health_reason: `no answer: ${'x'.repeat(300)}`, outdated: true })
    await openPanel(page, watch, server.url, { at: '/engines' })
    const one = card(page, sick.container_id)
    for (const hint of [
      /^no answer: x{300}$/,
      new RegExp(`:${sick.port}$`),
      new RegExp(`^${sick.version}$`),
      /gluetun/,
      /^A new engine would be created/,
    ]) {
      const told = one.getByTitle(hint).first()
      const box = await told.boundingBox()
      if (box === null) throw new Error(`nothing tells ${hint}`)
      const under = await page.evaluate(
        ([x, y]) => document.elementFromPoint(x, y)?.closest('[title]')?.getAttribute('title') ?? '',
        [box.x + box.width / 2, box.y + box.height / 2] as const,
      )
      expect(under).toMatch(hint)
    }
    const times = one.locator('time[title]')
    for (const time of await times.all()) await time.hover({ trial: true })
    await one.getByTitle(/^no answer/).click()
    await expect(page).toHaveURL(new RegExp(`#/engines/${sick.container_id}`))
  })

  test('says that it is being removed until that is confirmed', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    const [engine] = server.world.engines
    await openPanel(page, watch, server.url, { at: '/engines' })
    const one = card(page, engine?.container_id ?? '')
    await chooseFromMenu(one, 'Delete engine')
    await dialog(page).getByRole('button', { name: 'Delete engine' }).click()
    await expect(one.getByText('Removing', { exact: true })).toBeVisible()
    expect(server.world.engines).toContain(engine)
    await expect(one).toHaveCount(0)
    expect(server.world.engines).not.toContain(engine)
  })

  test('above sixty, a note, many marks and large text overlap nothing', async ({ page, watch, standIn }) => {
    watch.allow(REFUSED)
    const world = makeFleet(80, 0)
    for (const engine of world.engines.slice(0, 6)) Object.assign(engine, { outdated: true, stale: true })
    const server = await standIn({ world, beatMs: 0 })
    server.faults.refuse = { status: 409, code: 'conflict', detail: `refused, ${'because '.repeat(30)}` }
    await page.addInitScript(() => {
      addEventListener('DOMContentLoaded', () => {
        document.documentElement.style.fontSize = '20px'
      })
    })
    await openPanel(page, watch, server.url, { at: '/engines' })
    const first = page.locator('article[data-engine]').first()
    await drain(first)
    await expect(first.getByRole('alert')).toContainText('refused, because')
    const overlaps = await page.locator('article[data-engine]').evaluateAll((cards) => {
      const boxes = cards.map((one) => ({
        box: one.getBoundingClientRect(),
        inner: one.scrollHeight - one.clientHeight,
      }))
      const cut = boxes.filter(({ inner }) => inner > 1).length
      const over = boxes.filter(({ box: a }, n) =>
        boxes.some(
          ({ box: b }, m) =>
            m !== n &&
            a.left < b.right - 1 &&
            b.left < a.right - 1 &&
            a.top < b.bottom - 1 &&
            b.top < a.bottom - 1,
        ),
      ).length
      return { cut, over }
    })
    expect(overlaps).toEqual({ cut: 0, over: 0 })
  })
})

test.describe('a name of any length', () => {
  test('is cut where its place ends, whole on hover', async ({ page, watch, standIn }) => {
    const world = makeWorld('fine')
    const [engine] = world.engines
    const [stream] = world.streams
    if (engine === undefined || stream === undefined) throw new Error('the world is empty')
    const name = `acestream-${'y'.repeat(300)}`
    engine.container_name = name
    for (const each of world.streams) Object.assign(each, { container_name: name })
    const server = await standIn({ world, beatMs: 0 })
    for (const at of ['/', '/streams', '/streams?tab=ended', '/vpn']) {
      await openPanel(page, watch, server.url, { at })
      const told = main(page).getByTitle(name, { exact: true })
      await expect(told.first()).toBeVisible()
      for (const one of await told.all()) {
        const fits = await one.evaluate((element) => {
          const cut = element.closest('.truncate')?.getBoundingClientRect()
          const place = element.closest('td, li, article')?.getBoundingClientRect()
          return cut && place ? cut.right <= place.right + 1 && cut.height < 40 : false
        })
        expect(fits, at).toBe(true)
      }
    }
  })
})

test.describe('what is counted', () => {
  test('one peer is one peer; engines nobody has asked yet are not called healthy', async ({
    page,
    watch,
    standIn,
  }) => {
    const world = makeWorld('fine')
    const [stream] = world.streams
    Object.assign(stream ?? {}, { peers: 1 })
    for (const engine of world.engines.slice(2)) engine.health_status = 'unknown'
    Object.assign(world.engines[0] ?? {}, { external: true })
    const server = await standIn({ world, beatMs: 0 })
    await openPanel(page, watch, server.url)
    await expect(
      streamRow(page, stream?.id ?? '').or(page.locator(`[data-stream="${stream?.id}"]`)),
    ).toContainText('1 peer')
    await expect(page.getByText('1 peers')).toHaveCount(0)
    await expect(figure(page, 'Healthy Engines')).toContainText('2 of 64 unknown')
    await expect(figure(page, 'Engines').first()).toContainText('1 external')
  })

  test('a fleet of none offers to start one once', async ({ page, watch, standIn }) => {
    const server = await standIn({ world: makeWorld('empty'), beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/engines' })
    await expect(page.getByRole('button', { name: 'Start an engine' })).toHaveCount(1)
    await openPanel(page, watch, server.url)
    await expect(page.getByRole('button', { name: 'Start an engine' })).toHaveCount(1)
    await expect(figure(page, 'Healthy Engines')).toContainText('0 of 0no engines')
  })
})
