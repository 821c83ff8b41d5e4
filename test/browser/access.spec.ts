// The system's own colours, large text, and paper.

import { axeViolations } from '@acestream-orchestrator/testing/browser/axe'
import { card, goTo, main, openPanel, paintOf } from '@acestream-orchestrator/testing/browser/panel'
import { mixed } from '@acestream-orchestrator/testing/browser/server/scenes'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

test('in forced colours the current section, the chosen view and progress can be distinguished', async ({
  page,
  watch,
  shared,
}) => {
  const server = await shared(mixed)
  await page.emulateMedia({ forcedColors: 'active' })
  await openPanel(page, watch, server.url, { at: '/engines' })
  const sections = page.getByRole('navigation', { name: 'Sections' }).first()
  const ground = (name: string) =>
    paintOf(sections.getByRole('link', { name, exact: true }), 'background-color')
  expect(await ground('Engines')).not.toEqual(await ground('Streams'))
  const view = (name: string) => paintOf(main(page).locator('label', { hasText: name }), 'background-color')
  expect(await view('Cards')).not.toEqual(await view('Table'))
  await expect(main(page).getByRole('progressbar').first()).toHaveCSS('appearance', 'auto')
  for (const at of ['/', '/engines', '/streams']) {
    await goTo(page, at)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    // Contrast is the system's there, and a script sees the page's own text colours.
    const found = (await axeViolations(page)).filter((each) => !each.startsWith('color-contrast'))
    expect(found, at).toEqual([])
  }
})

test('paper gets the page: its sections with their names, in light colours, without controls', async ({
  page,
  watch,
  shared,
}) => {
  const server = await shared(mixed)
  await openPanel(page, watch, server.url)
  await page.emulateMedia({ media: 'print' })
  for (const name of ['Streams', 'Engines', 'VPN', 'Activity'])
    await expect(main(page).getByRole('heading', { name, exact: true })).toBeVisible()
  await expect(page.getByRole('banner')).toBeHidden()
  await expect(page.getByRole('navigation', { name: 'Sections' }).last()).toBeHidden()
  await expect(main(page).getByRole('button', { name: /^Restart/ })).toBeHidden()
  const { red, green, blue } = await paintOf(page.locator('html'), 'background-color')
  expect(Math.min(red, green, blue)).toBeGreaterThan(200)
})

test('figures have one width, and a hyphen in a name its own', async ({ page, watch, fleet }) => {
  await openPanel(page, watch, fleet.url)
  const row = card(page, (await fleet.engine(1)).container_id)
  await expect(row.getByRole('link')).toHaveCSS('font-variant-numeric', 'normal')
  await expect(row.locator('time').first()).toHaveCSS('font-variant-numeric', 'tabular-nums')
})
