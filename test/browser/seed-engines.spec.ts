import {
  card,
  chooseFromMenu,
  dialog,
  isGray,
  isGreen,
  isRed,
  openPanel,
  paintOf,
} from '@acestream-orchestrator/testing/browser/panel'
import { noteTexts } from '@acestream-orchestrator/testing/browser/seen'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { until } from '@acestream-orchestrator/testing/machine/wait'

test.describe('the seed: engine management', () => {
  test('engine name and port', async ({ page, watch, product }) => {
    const [engine] = await product.idleEngines(1)
    await openPanel(page, watch, product.url, { at: '/engines' })
    const shown = card(page, engine?.container_id ?? '')
    await expect(shown.getByRole('heading')).toHaveText(engine?.container_name ?? '')
    await expect(shown).toContainText(`Port ${engine?.port}`)
  })

  test('healthy is green', async ({ page, watch, product }) => {
    const [engine] = await product.idleEngines(1)
    await openPanel(page, watch, product.url, { at: '/engines' })
    const word = card(page, engine?.container_id ?? '').getByText('Healthy', { exact: true })
    await expect(word).toBeVisible()
    expect(isGreen(await paintOf(word))).toBe(true)
  })

  test('a hanging engine turns red with the reason, and green again once it answers', async ({
    page,
    watch,
    product,
  }) => {
    const [engine] = await product.idleEngines(1)
    if (engine === undefined) throw new Error('no engine')
    await openPanel(page, watch, product.url, { at: '/engines' })
    const shown = card(page, engine.container_id)
    await product.fault(engine, { probes: 'hang' })
    const word = shown.getByText('Unhealthy', { exact: true })
    await expect(word).toBeVisible({ timeout: 15_000 })
    expect(isRed(await paintOf(word))).toBe(true)
    await expect(shown).toContainText(/no answer|timed? ?out|within/i)
    await expect(page).toHaveTitle(/^1 unhealthy/)
    await product.clearFaults(engine)
    await expect(shown.getByText('Healthy', { exact: true })).toBeVisible({ timeout: 15_000 })
  })

  test('a killed engine turns red with its exit code and is replaced', async ({ page, watch, product }) => {
    const [engine] = await product.idleEngines(3)
    if (engine === undefined) throw new Error('no engine')
    await openPanel(page, watch, product.url, { at: '/engines' })
    const shown = page.locator('article[data-state="failed"]')
    const shownTexts = await noteTexts(
      page,
      `article[data-engine="${engine.container_id}"][data-state="failed"]`,
    )
    await product.crash(engine, 139)
    await expect.poll(shownTexts, { timeout: 30_000 }).toContainEqual(expect.stringMatching(/Failed.*139/))
    await until(
      'the dead engine to be cleaned up',
      async () => (await product.engines()).every(({ container_id }) => container_id !== engine.container_id),
      20_000,
    )
    await product.idleEngines(3)
    await expect(shown).toHaveCount(0)
    const healthy = page.locator('article[data-health="healthy"]')
    await expect
      .poll(() => healthy.count(), 'one more may be left of a fault before')
      .toBeGreaterThanOrEqual(3)
  })

  test('not yet checked is gray', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    const [first] = server.world.engines
    if (first === undefined) throw new Error('no engine')
    Object.assign(first, { health_status: 'unknown', last_health_check: null, recent_checks: [] })
    await openPanel(page, watch, server.url, { at: '/engines' })
    const word = card(page, first.container_id).getByText('Unknown', { exact: true })
    await expect(word).toBeVisible()
    expect(isGray(await paintOf(word))).toBe(true)
    await expect(card(page, first.container_id)).toContainText('Last check never')
  })

  test('active stream count', async ({ page, watch, product, play }) => {
    const { engine } = await play()
    await openPanel(page, watch, product.url, { at: '/engines' })
    await expect(card(page, engine.container_id)).toContainText(/Streams\s*1 of 3/)
  })

  test('last usage as time ago', async ({ page, watch, product, play }) => {
    const { engine } = await play()
    await openPanel(page, watch, product.url, { at: '/engines' })
    await expect(card(page, engine.container_id)).toContainText(/Last used \d+s ago/)
  })

  test('when the health was last checked', async ({ page, watch, product }) => {
    const [engine] = await product.idleEngines(1)
    await openPanel(page, watch, product.url, { at: '/engines' })
    const shown = card(page, engine?.container_id ?? '')
    await expect(shown).toContainText(/Last check \d+s ago/)
    const first = await shown.locator('time').first().getAttribute('datetime')
    await expect.poll(() => shown.locator('time').first().getAttribute('datetime')).not.toBe(first)
    await expect(shown.getByRole('slider', { name: 'Last checks' })).toHaveAttribute(
      'aria-valuetext',
      /checks answered/,
    )
  })

  /** As the product under test is started. */
  const TARGET = 3

  test('delete an engine, after a confirmation that names what follows', async ({ page, watch, product }) => {
    const [engine] = await product.idleEngines(3)
    if (engine === undefined) throw new Error('no engine')
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    const shown = card(page, engine.container_id)
    await chooseFromMenu(shown, 'Delete engine')
    const question = dialog(page, `Delete ${engine.container_name}?`)
    await expect(question).toContainText('Nothing is playing on it.')
    // Where an engine more is still running, none is to take its place.
    const isNeeded = (await product.engines()).length <= TARGET
    await expect(question).toContainText(
      isNeeded ? 'Another engine starts in its place' : 'No engine starts in its place',
    )
    await question.getByRole('button', { name: 'Cancel' }).click()
    await expect(question).toHaveCount(0)
    expect((await product.engines()).map(({ container_id }) => container_id)).toContain(engine.container_id)
    await chooseFromMenu(shown, 'Delete engine')
    await question.getByRole('button', { name: 'Delete engine' }).click()
    await expect(question).toHaveCount(0)
    await expect(shown).toHaveCount(0, { timeout: 20_000 })
    await until(
      'the engine to be gone',
      async () => (await product.engines()).every(({ container_id }) => container_id !== engine.container_id),
      20_000,
    )
    await product.idleEngines(3)
    const healthy = page.locator('article[data-health="healthy"]')
    await expect.poll(() => healthy.count()).toBeGreaterThanOrEqual(3)
  })
})
