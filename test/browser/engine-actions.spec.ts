// What is done with one engine: drained, restarted, deleted, with or without the key.

import {
  card,
  chooseFromMenu,
  dialog,
  drain,
  main,
  openPanel,
} from '@acestream-orchestrator/testing/browser/panel'
import { noteTexts } from '@acestream-orchestrator/testing/browser/seen'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'
import { until } from '@acestream-orchestrator/testing/machine/wait'

test.describe('an engine', () => {
  test('drain: a busy engine takes no new streams and goes on serving; stop draining', async ({
    page,
    watch,
    product,
    play,
  }) => {
    const { engine } = await play()
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    const shown = card(page, engine.container_id)
    await drain(shown)
    await expect(shown.getByText('Draining', { exact: true })).toBeVisible()
    await expect(shown).toContainText(/Streams\s*1 of 3/)
    expect(
      (await product.engines()).find(({ container_id }) => container_id === engine.container_id)?.state,
    ).toBe('draining')
    await chooseFromMenu(shown, 'Stop draining')
    await expect(shown.getByText('Healthy', { exact: true })).toBeVisible()
  })

  test('drain an idle engine: asked whether it goes; kept for maintenance, it stays until that ends', async ({
    page,
    watch,
    product,
  }) => {
    const [engine] = await product.idleEngines(3)
    if (engine === undefined) throw new Error('no engine')
    const listed = async () =>
      (await product.engines()).find(({ container_id }) => container_id === engine.container_id)
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    const shown = card(page, engine.container_id)
    await chooseFromMenu(shown, 'Drain')
    const question = dialog(page, `Drain ${engine.container_name}?`)
    await expect(question).toContainText('Nothing is playing on it.')
    await expect(question.getByRole('radio', { name: 'Keep it' })).toBeChecked()
    await question.getByRole('button', { name: 'Drain' }).click()
    await expect(shown.getByText('Draining', { exact: true })).toBeVisible()
    await expect(shown).toContainText('drained for maintenance')
    await product.idleEngines(3)
    expect((await listed())?.state).toBe('draining')
    await chooseFromMenu(shown, 'Stop draining')
    await expect(shown.getByText('Healthy', { exact: true })).toBeVisible()
    await drain(shown, 'Remove it')
    await expect(shown).toHaveCount(0, { timeout: 20_000 })
    expect(await listed()).toBeUndefined()
    await product.idleEngines(3)
  })

  test('restart: confirmed, then starting, then healthy again', async ({ page, watch, product }) => {
    const [engine] = await product.idleEngines(3)
    if (engine === undefined) throw new Error('no engine')
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    const shown = card(page, engine.container_id)
    const shownTexts = await noteTexts(page, `article[data-engine="${engine.container_id}"]`)
    await chooseFromMenu(shown, 'Restart')
    await dialog(page, `Restart ${engine.container_name}?`)
      .getByRole('button', { name: 'Restart engine' })
      .click()
    await expect.poll(shownTexts, { timeout: 20_000 }).toContainEqual(expect.stringContaining('Starting'))
    await expect(shown.getByText('Healthy', { exact: true })).toBeVisible({ timeout: 15_000 })
    await expect
      .poll(
        async () =>
          (await product.engines()).find((one) => one.container_id === engine.container_id)?.restarts,
      )
      .toBe(engine.restarts + 1)
  })

  test('restart names the streams that end with it, and they do', async ({ page, watch, product, play }) => {
    const { engine, streamId } = await play()
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    await chooseFromMenu(card(page, engine.container_id), 'Restart')
    const question = dialog(page, /^Restart /)
    await expect(question).toContainText('One stream plays on it and ends:')
    await expect(question).toContainText('Whoever is watching has to start playing again.')
    await question.getByRole('button', { name: 'Restart engine' }).click()
    await expect
      .poll(async () => (await product.streams()).some(({ id }) => id === streamId), { timeout: 20_000 })
      .toBe(false)
    await product.idleEngines(3)
  })
})

test.describe('an action that is refused or lacks its key', () => {
  test.beforeEach(({ watch }) => watch.allow(REFUSED))

  test('a 503: the reason and when to try again, in the place of the action', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const [engine] = server.world.engines
    server.faults.refuse = { status: 503, code: 'runtime_unavailable', detail: 'Docker does not answer' }
    await openPanel(page, watch, server.url, { at: '/engines' })
    await drain(card(page, engine?.container_id ?? ''))
    const note = card(page, engine?.container_id ?? '').getByRole('alert')
    await expect(note).toContainText(
      'Couldn’t drain the engine: The server can’t do this right now. It says: Docker does not',
    )
    await note.getByRole('button', { name: 'Dismiss' }).click()
    await expect(note).toHaveCount(0)
    await page.getByRole('button', { name: 'Start an engine' }).click()
    await expect(main(page).getByRole('alert')).toContainText(
      'Couldn’t start an engine: The server can’t do this right now.',
    )
  })

  test('without a key the action asks for it and goes on', async ({ page, watch, product }) => {
    const [engine] = await product.idleEngines(3)
    if (engine === undefined) throw new Error('no engine')
    await openPanel(page, watch, product.url, { at: '/engines' })
    for (const name of ['Start an engine', 'Clean up'])
      await expect(page.getByRole('button', { name })).toHaveAttribute('title', /No API key is stored/)
    await chooseFromMenu(card(page, engine.container_id), 'Delete engine')
    await dialog(page, /^Delete/)
      .getByRole('button', { name: 'Delete engine' })
      .click()
    const asks = dialog(page, 'API key required')
    await expect(asks).toContainText('This action is protected')
    await asks.getByLabel('API Key').fill('not-the-key')
    await asks.getByRole('button', { name: 'Save and continue' }).click()
    await expect(asks).toContainText('The server rejected the stored key')
    await asks.getByLabel('API Key').fill(product.key)
    await asks.getByRole('button', { name: 'Save and continue' }).click()
    await expect(card(page, engine.container_id)).toHaveCount(0, { timeout: 20_000 })
    await until('a replacement', async () => (await product.idleEngines(3)).length === 3, 20_000)
  })

  test('no key given: nothing happens and nothing is lost', async ({ page, watch, product }) => {
    const [engine] = await product.idleEngines(1)
    if (engine === undefined) throw new Error('no engine')
    await openPanel(page, watch, product.url, { at: '/engines' })
    await chooseFromMenu(card(page, engine.container_id), 'Restart')
    await dialog(page, /^Restart/)
      .getByRole('button', { name: 'Restart engine' })
      .click()
    await dialog(page, 'API key required').getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog(page, /^Restart/).getByRole('button', { name: 'Restart engine' })).toBeEnabled()
    await dialog(page, /^Restart/)
      .getByRole('button', { name: 'Cancel' })
      .click()
    await expect(card(page, engine.container_id).getByText('Healthy', { exact: true })).toBeVisible()
  })
})
