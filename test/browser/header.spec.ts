// Refresh now, by button and key, and what the palette does.

import { dialog, figure, openPanel, stored } from '@acestream-orchestrator/testing/browser/panel'
import type { TestServer } from '@acestream-orchestrator/testing/browser/server/server'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import type { Page } from '@playwright/test'

async function choose(page: Page, typed: string): Promise<void> {
  await page.keyboard.press('Control+k')
  const palette = dialog(page, 'Command palette')
  await expect(palette.getByRole('combobox')).toBeFocused()
  await page.keyboard.type(typed)
  await expect(palette.getByRole('option').first()).toContainText(typed)
  await page.keyboard.press('Enter')
  await expect(palette).toHaveCount(0)
}

/** An engine leaves without a word on the live connection: only asking brings it to light. */
const loseOne = async (server: TestServer) => {
  server.wire.freezeStreams()
  const [engine] = await server.engines()
  if (engine) await server.lose(engine)
}

test.describe('the header', () => {
  test('refresh now asks immediately, by its button, by r and by the palette', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await serve({ wanted: 1 })
    await openPanel(page, watch, server.url)
    await expect(figure(page, 'Healthy Engines')).toContainText('6 of 6')
    const ways: readonly (() => Promise<void>)[] = [
      () => page.getByRole('button', { name: 'Refresh now' }).click(),
      () => page.keyboard.press('r'),
      () => choose(page, 'Refresh now'),
    ]
    for (const [n, ask] of ways.entries()) {
      await loseOne(server)
      await ask()
      await expect(figure(page, 'Healthy Engines')).toContainText(`${5 - n} of ${5 - n}`)
    }
  })

  test('r is only a letter where somebody types', async ({ page, watch, serve }) => {
    const server = await serve({ wanted: 1 })
    await openPanel(page, watch, server.url, { at: '/engines' })
    await expect(page.locator('[data-engine]')).toHaveCount(6)
    await loseOne(server)
    await page.getByLabel('Filter by name or port').pressSequentially('ace-r')
    await expect(page).toHaveURL(/q=ace-r$/)
    await page.getByLabel('Filter by name or port').fill('')
    await expect(page.locator('[data-engine]')).toHaveCount(6)
  })

  test('the palette goes to sections and streams, and changes the theme', async ({ page, watch, serve }) => {
    const server = await serve({ streams: 1 })
    const [stream] = await server.streams()
    await openPanel(page, watch, server.url)
    await choose(page, 'VPN')
    await expect(page).toHaveURL(/#\/vpn$/)
    await choose(page, 'Activity')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Activity')
    await choose(page, stream?.title ?? '')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(stream?.title ?? '')
    await choose(page, 'Theme: Light')
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
    expect(await stored(page, 'settings')).toMatchObject({ theme: 'light' })
    await choose(page, 'Theme: Dark')
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    await choose(page, 'Number of engines')
    await expect(dialog(page, 'Number of engines')).toBeVisible()
  })

  test('the palette says so when nothing is found, and Escape changes nothing', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await serve()
    await openPanel(page, watch, server.url, { at: '/streams' })
    await page.getByRole('button', { name: 'Command palette' }).click()
    await expect(dialog(page, 'Command palette').getByRole('combobox')).toBeFocused()
    await page.keyboard.type('zzzz')
    await expect(dialog(page, 'Command palette')).toContainText('No results')
    await page.keyboard.press('Escape')
    await expect(dialog(page)).toHaveCount(0)
    await expect(page).toHaveURL(/#\/streams$/)
  })
})
