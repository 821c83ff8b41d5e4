import { card, goTo, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { makeWorld } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import type { Page } from '@playwright/test'

/** As a browser's translator does it: each text gives way to two nested `<font>`, new ones too. */
const translate = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const swap = () => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      const texts: Node[] = []
      while (walker.nextNode()) texts.push(walker.currentNode)
      for (const text of texts) {
        if (!text.nodeValue?.trim() || text.parentElement?.closest('font, script, style')) continue
        const outer = document.createElement('font')
        const inner = document.createElement('font')
        inner.textContent = `‹${text.nodeValue}›`
        outer.append(inner)
        text.parentNode?.replaceChild(outer, text)
      }
    }
    swap()
    new MutationObserver(swap).observe(document.body, { childList: true, subtree: true, characterData: true })
  })

test('a page that the browser translates goes on showing what the server says', async ({
  page,
  watch,
  standIn,
}) => {
  const server = await standIn({ beatMs: 200 })
  await openPanel(page, watch, server.url)
  await translate(page)
  await expect(main(page).locator('font').first()).toBeVisible()
  const [engine] = server.world.engines
  if (engine === undefined) throw new Error('no engine')
  Object.assign(engine, { health_status: 'unhealthy', health_reason: 'gone quiet', stream_count: 3 })
  server.hub.send('engine', engine)
  await expect(card(page, engine.container_id)).toContainText('gone quiet')
  await expect(card(page, engine.container_id)).toContainText('Unhealthy')
  await expect(main(page)).toContainText('1 of 6 engines unhealthy')
  for (const section of ['engines', 'streams', 'vpn', 'activity', '']) {
    await goTo(page, `/${section}`)
    await expect(main(page).getByRole('heading').first()).toBeVisible()
  }
  server.world = makeWorld('red')
  await expect(main(page)).toContainText('VPN disconnected')
  server.world = makeWorld('fine')
  await expect(main(page)).toContainText('All 6 engines healthy')
  await expect(page.getByRole('alert')).toHaveCount(0)
})
