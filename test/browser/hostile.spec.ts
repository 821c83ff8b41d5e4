import {
  card,
  chooseFromMenu,
  dialog,
  fact,
  figure,
  goTo,
  main,
  openPanel,
} from '@acestream-orchestrator/testing/browser/panel'
import { makeWorld } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

const SCRIPT = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>'

test.describe('hostile text', () => {
  test('names, labels, titles and reasons are shown as text, whole on hover', async ({
    page,
    watch,
    standIn,
  }) => {
    const world = makeWorld('hostile')
    const server = await standIn({ world, beatMs: 0 })
    const [first, second] = world.engines
    await openPanel(page, watch, server.url, { at: '/engines' })
    const named = card(page, first?.container_id ?? '').getByRole('link')
    await expect(named).toHaveText(SCRIPT)
    await expect(named).toHaveAttribute('title', SCRIPT)
    await expect(card(page, second?.container_id ?? '').getByTitle(/^<img src=x/)).toBeVisible()
    for (const place of ['/', '/streams', '/activity', `/engines/${first?.container_id}/container`]) {
      await goTo(page, place)
      await expect(page.getByText(SCRIPT, { exact: false }).first()).toBeVisible()
    }
    await expect(dialog(page)).toContainText('x'.repeat(400))
    expect(await page.evaluate(() => 'broken' in window)).toBe(false)
    expect(await page.locator('img[src="x"]').count()).toBe(0)
  })

  test('a javascript: URL is never a link', async ({ page, watch, standIn }) => {
    const world = makeWorld('hostile')
    const server = await standIn({ world, beatMs: 0 })
    const [stream] = world.streams
    await openPanel(page, watch, server.url, { at: `/streams/${encodeURIComponent(stream?.id ?? '')}` })
    await expect(fact(main(page), 'Statistics URL')).toContainText('javascript:window.broken=1')
    await expect(fact(main(page), 'Statistics URL').getByRole('link')).toHaveCount(0)
    expect(await page.locator('a[href^="javascript" i]').count()).toBe(0)
  })

  test('an id of any characters opens its page and is sent whole', async ({ page, watch, standIn }) => {
    const world = makeWorld('hostile')
    const server = await standIn({ world, beatMs: 0 })
    const odd = world.streams.find(({ id }) => id.startsWith('magnet:'))
    if (odd === undefined) throw new Error('no such stream')
    await openPanel(page, watch, server.url, { at: `/streams/${encodeURIComponent(odd.id)}` })
    await expect(fact(main(page), 'Stream ID')).toHaveText(odd.id)
    await page.getByRole('button', { name: 'Stop stream' }).click()
    await dialog(page).getByRole('button', { name: 'Stop stream' }).click()
    await expect(dialog(page)).toHaveCount(0)
    expect(server.calls.map(({ line }) => line)).toContain(`DELETE /streams/${odd.short_id}`)
  })

  test('a name of any length leaves the buttons of a question on a phone', async ({
    page,
    watch,
    standIn,
  }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    const world = makeWorld('hostile')
    const [stream] = world.streams
    const magnet = `magnet:?xt=urn:btih:${'a'.repeat(4_076)}`
    Object.assign(stream ?? {}, { title: null, key: magnet })
    const long = world.engines[1]?.container_id ?? ''
    const server = await standIn({ world, beatMs: 0 })
    const inSight = async (title: RegExp, hover: string) => {
      const asked = dialog(page, title)
      await expect(asked.getByRole('heading')).toHaveAttribute('title', hover)
      for (const button of await asked.getByRole('button').all())
        await expect(button).toBeInViewport({ ratio: 1 })
      await page.keyboard.press('Escape')
      await expect(asked).toHaveCount(0)
    }
    await openPanel(page, watch, server.url, { at: `/streams/${encodeURIComponent(stream?.id ?? '')}` })
    await page.getByRole('button', { name: 'Stop stream' }).click()
    await inSight(/^Stop magnet/, `Stop ${magnet}?`)
    const name = 'x'.repeat(400)
    await goTo(page, '/engines')
    await chooseFromMenu(card(page, long), 'Restart')
    await inSight(/^Restart x/, `Restart ${name}?`)
    await chooseFromMenu(card(page, long), 'Delete engine')
    await inSight(/^Delete x/, `Delete ${name}?`)
  })

  test('colour codes of a log are left out and its markup is text', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    const [engine] = server.world.engines
    await openPanel(page, watch, server.url, { at: `/engines/${engine?.container_id}/logs` })
    const log = page.getByRole('log')
    await expect(log).toContainText('INFO acestream: line 1 <b>not bold</b>')
    expect(await log.textContent()).not.toContain('\u001b')
    expect(await log.locator('b').count()).toBe(0)
  })

  const CLOCKS = { 'three hours slow': -3, 'three hours fast': 3 }
  for (const [name, hours] of Object.entries(CLOCKS)) {
    test(`a browser’s clock that is ${name} makes no time negative or old`, async ({
      page,
      watch,
      standIn,
    }) => {
      const server = await standIn()
      await page.clock.install({ time: Date.now() + hours * 3_600_000 })
      await openPanel(page, watch, server.url, { at: '/engines' })
      await page.clock.runFor(2000)
      const shown = card(page, server.world.engines[0]?.container_id ?? '')
      await expect(shown).toContainText(/Last check \d{1,2}s ago/)
      expect(await main(page).textContent()).not.toMatch(/[-−]\d+ ?[smhd] ago/)
      await goTo(page, '/')
      await expect(figure(page, 'Last Update')).toContainText(/\d{1,2}s ago/)
    })
  }
})
