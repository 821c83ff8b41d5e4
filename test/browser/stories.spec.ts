// What somebody comes for, on a phone, with every tap counted.

import { connection, dialog, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { missCheck } from '@acestream-orchestrator/testing/browser/server/scenes'
import type { ServerOptions, TestServer } from '@acestream-orchestrator/testing/browser/server/server'
import { anEntry } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import type { Locator, Page } from '@playwright/test'

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

/** Taps, counted. */
function finger() {
  let taps = 0
  return {
    tap: async (target: Locator) => {
      taps += 1
      await target.tap()
    },
    taps: () => taps,
  }
}

const isOnScreen = async (target: Locator): Promise<boolean> => {
  const box = await target.first().boundingBox()
  return box !== null && box.y >= 0 && box.y + box.height <= 844
}

const section = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name }).locator('visible=true').first()

/** An engine with a stream on it hangs until that is found; it is replaced a day later. */
async function stuttering(serve: (options: ServerOptions) => Promise<TestServer>) {
  const server = await serve({ engines: 3, streams: 2, settings: { UNHEALTHY_GRACE_S: '86400' } })
  const stream = await server.stream(1)
  const engine = (await server.engines()).find(({ container_id }) => container_id === stream.container_id)
  if (engine === undefined) throw new Error('nothing plays')
  await server.fail(engine)
  return { server, engine, stream, name: engine.container_name ?? '' }
}

test.describe('on the sofa, with a phone', () => {
  test('my channel stutters: the engine, the cause and what is done at 0 taps; restarted at 2', async ({
    page,
    watch,
    serve,
  }) => {
    const { server, engine, stream, name } = await stuttering(serve)
    await openPanel(page, watch, server.url)
    const { tap, taps } = finger()
    const row = main(page).getByRole('region', { name: 'Overall state' })
    for (const text of [`${name} does not answer`, stream.title ?? '', 'will be replaced']) {
      await expect(row).toContainText(text)
      expect(await isOnScreen(row.getByText(text)), text).toBe(true)
    }
    expect(taps()).toBe(0)
    const before = server.world.runtime.containers.get(engine.container_id)?.startedAtMs
    await tap(row.getByRole('button', { name: /^Restart/ }))
    await tap(dialog(page, `Restart ${name}?`).getByRole('button', { name: 'Restart engine' }))
    expect(taps()).toBe(2)
    await expect
      .poll(() => server.world.runtime.containers.get(engine.container_id)?.startedAtMs)
      .not.toBe(before)
  })

  test('my channel stutters: the log of its engine within 2 taps', async ({ page, watch, serve }) => {
    const { server } = await stuttering(serve)
    await openPanel(page, watch, server.url)
    const { tap, taps } = finger()
    await tap(main(page).getByRole('link', { name: /^Logs/ }).first())
    await expect(page.getByRole('log').locator('p').first()).toHaveText(/\w/)
    expect(taps()).toBeLessThanOrEqual(2)
  })

  test('what happened last night: 2 taps', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    const evening = new Date()
    evening.setDate(evening.getDate() - 1)
    evening.setHours(21, 0, 0, 0)
    const at = (seconds: number) => new Date(evening.getTime() + seconds * 1000).toISOString()
    const of = { incident_id: 'i-1', severity: 'critical' } as const
    const night = [
      anEntry('health', 'unhealthy', 'acestream-2 does not answer', { ...of, timestamp: at(0) }),
      anEntry('stream', 'ended', 'Final was cut off', { ...of, timestamp: at(30) }),
    ].toReversed()
    const today = Array.from({ length: 120 }, (_, n) => anEntry('engine', 'noted', `today ${n}`)).toReversed()
    server.world.journal = [...today, ...night]
    await openPanel(page, watch, server.url)
    const { tap, taps } = finger()
    await tap(section(page, 'Activity'))
    await tap(main(page).getByRole('button', { name: 'Yesterday evening' }))
    const [first] = await main(page).locator('[data-entry]').all()
    await expect(main(page).locator('[data-entry]')).toHaveCount(1)
    await expect(first ?? main(page)).toContainText('acestream-2 does not answer')
    await expect(main(page)).not.toContainText('today 1')
    expect(taps()).toBe(2)
    await expect(connection(page)).toHaveText('Live')
  })

  test('which engine is the worst: on top at 1 tap, its page at 2', async ({ page, watch, serve }) => {
    const server = await serve({ engines: 4 })
    const worst = await server.engine(3)
    await missCheck(server, worst)
    await openPanel(page, watch, server.url)
    const { tap, taps } = finger()
    await tap(main(page).getByRole('link', { name: /^Healthy Engines/ }))
    const first = main(page).locator('article[data-engine]').first()
    await expect(first).toContainText(worst.container_name ?? '')
    expect(await isOnScreen(first.locator('a[data-item]'))).toBe(true)
    expect(taps()).toBe(1)
    await tap(first.locator('a[data-item]'))
    await expect(page.getByRole('dialog')).toContainText(worst.container_name ?? '')
    expect(taps()).toBe(2)
  })
})
