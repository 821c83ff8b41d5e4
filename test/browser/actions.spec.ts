import {
  card,
  chooseFromMenu,
  dialog,
  drain,
  figure,
  goTo,
  main,
  openPanel,
} from '@acestream-orchestrator/testing/browser/panel'
import { noteTexts } from '@acestream-orchestrator/testing/browser/seen'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'
import { until } from '@acestream-orchestrator/testing/machine/wait'

test.describe('actions', () => {
  test('more and fewer engines: what would happen, then what happens', async ({ page, watch, product }) => {
    await product.idleEngines(3)
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    await page.getByRole('button', { name: 'Target 3' }).click()
    const scale = dialog(page, 'Number of engines')
    await scale.getByRole('button', { name: 'One engine more' }).click()
    await expect(scale).toContainText('One engine would start.')
    await scale.getByRole('button', { name: 'Apply' }).click()
    await expect(scale).toHaveCount(0)
    await expect(page.locator('article[data-health="healthy"]')).toHaveCount(4, { timeout: 20_000 })
    await page.getByRole('button', { name: 'Target 4' }).click()
    await scale.getByRole('button', { name: 'Back to automatic' }).click()
    await expect(page.getByRole('button', { name: 'Target 3' })).toBeVisible()
    await page.getByRole('button', { name: 'Clean up' }).click()
    await expect(page.getByText('One removed.')).toBeVisible()
    await expect(page.locator('article[data-health="healthy"]')).toHaveCount(3)
  })

  test('the limits of the target can’t be passed', async ({ page, watch, product }) => {
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    await page.getByRole('button', { name: 'Target 3' }).click()
    const target = dialog(page).getByLabel('Target')
    await target.fill('50')
    await expect(dialog(page)).toContainText('Enter a whole number from 3 to 6')
    await expect(dialog(page).getByRole('button', { name: 'Apply' })).toBeDisabled()
    await expect(dialog(page).getByRole('button', { name: 'One engine more' })).toBeDisabled()
    await dialog(page).getByRole('button', { name: 'One engine fewer' }).click()
    await expect(target).toHaveValue('6')
    await dialog(page).getByRole('button', { name: 'Close' }).click()
  })

  test('the target is typed as numbers are: digit by digit, emptied before', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    Object.assign(server.world, { minReplicas: 2, maxReplicas: 20 })
    await openPanel(page, watch, server.url, { at: '/engines' })
    await page.getByRole('button', { name: /^Target/ }).click()
    const target = dialog(page).getByLabel('Target')
    await target.press('Control+a')
    await target.press('Backspace')
    await expect(target).toHaveValue('')
    await target.pressSequentially('12')
    await expect(target).toHaveValue('12')
    await expect(dialog(page)).toContainText('6 engines would start.')
    await dialog(page).getByRole('button', { name: 'Apply' }).click()
    await expect(page.getByRole('button', { name: 'Target 12' })).toBeVisible()
  })

  test('a preview with a wrong key asks for none: applying does', async ({ page, watch, standIn }) => {
    watch.allow(REFUSED)
    const server = await standIn({ key: 'right', beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/engines', key: 'wrong' })
    await page.getByRole('button', { name: /^Target/ }).click()
    await dialog(page).getByRole('button', { name: 'One engine more' }).click()
    await expect(dialog(page).getByRole('alert')).toContainText('Couldn’t load the preview')
    await expect(dialog(page)).toHaveCount(1)
    await dialog(page).getByRole('button', { name: 'Apply' }).click()
    await expect(dialog(page, 'API key required')).toBeVisible()
  })

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

  test('start an engine: one more starts, is named, and stays until the target is reset', async ({
    page,
    watch,
    product,
  }) => {
    await product.idleEngines(3)
    const before = await product.engines()
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    await page.getByRole('button', { name: 'Start an engine' }).click()
    const told = page.getByRole('status').filter({ hasText: 'stays so until you reset it' })
    await expect(told).toContainText(/^acestream-\d+ is ready\./, { timeout: 20_000 })
    const engines = await product.engines()
    const [started, ...others] = engines.filter(({ container_id }) =>
      before.every((one) => one.container_id !== container_id),
    )
    expect(others).toEqual([])
    await expect(told).toHaveText(
      new RegExp(`^${started?.container_name} is ready\\. The target is now ${engines.length} and stays so`),
    )
    await told.getByRole('button', { name: 'Back to automatic' }).click()
    await expect(told).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Target 3' })).toBeVisible()
    await page.getByRole('button', { name: 'Clean up' }).click()
    await expect.poll(async () => (await product.engines()).length, { timeout: 20_000 }).toBe(3)
  })

  test('start an engine at the maximum: refused with the reason, and nothing is asked of the server', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    server.world.maxReplicas = 6
    await openPanel(page, watch, server.url, { at: '/engines' })
    await page.getByRole('button', { name: 'Start an engine' }).click()
    await expect(main(page).getByRole('alert')).toHaveText(
      'Couldn’t start an engine: the maximum of 6 engines is reached (MAX_REPLICAS).',
    )
    expect(server.calls.filter(({ line }) => line.startsWith('POST'))).toEqual([])
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

  test('logs: followed, searched, and held while scrolled up', async ({ page, watch, standIn }) => {
    const server = await standIn()
    const [engine] = server.world.engines
    await openPanel(page, watch, server.url, { at: '/engines' })
    await chooseFromMenu(card(page, engine?.container_id ?? ''), 'Logs')
    await expect(page).toHaveURL(/\/logs$/)
    const log = page.getByRole('log')
    await expect(log).toContainText('line 21 ')
    await expect(page.getByText('Following', { exact: true })).toBeVisible()
    await page.getByLabel('Search in logs').fill('line 7 ')
    await expect(page.getByText('1 match', { exact: true })).toBeVisible()
    await page.getByLabel('Search in logs').fill('')
    await page.setViewportSize({ width: 1440, height: 480 })
    await expect.poll(() => log.evaluate((lines) => lines.scrollTop)).toBeGreaterThan(100)
    await log.evaluate((lines) => {
      lines.scrollTop = 0
    })
    await expect(page.getByText('Paused: scrolled up')).toBeVisible()
    await page.getByRole('button', { name: 'Follow' }).click()
    await expect(page.getByText('Following', { exact: true })).toBeVisible()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download' }).click()
    expect((await download).suggestedFilename()).toBe(`${engine?.container_name}.log`)
  })

  test('the real log of an engine is shown', async ({ page, watch, product }) => {
    const [engine] = await product.idleEngines(1)
    await openPanel(page, watch, product.url, {
      key: product.key,
      at: `/engines/${engine?.container_id}/logs`,
    })
    await expect(page.getByRole('log')).not.toContainText('No lines yet')
    await expect(page.getByRole('log').locator('p').first()).toHaveText(/\w/)
  })

  test('activity lists what was done, filtered by type, and leads to the engine', async ({
    page,
    watch,
    product,
  }) => {
    const [engine] = await product.idleEngines(3)
    if (engine === undefined) throw new Error('no engine')
    await openPanel(page, watch, product.url, { key: product.key, at: '/activity' })
    const entries = page.locator('[data-entry]')
    await expect(entries.first()).toBeVisible()
    await product.call('POST', `/engines/${engine.container_id}/restart`)
    await expect(entries.filter({ hasText: engine.container_name ?? '' }).first()).toBeVisible()
    await page.getByRole('main').getByText('VPN', { exact: true }).click()
    await expect(page).toHaveURL(/type=vpn/)
    await expect(entries.filter({ hasText: engine.container_name ?? '' })).toHaveCount(0)
    await page.getByRole('main').getByText('Engine', { exact: true }).first().click()
    const link = entries
      .filter({ hasText: engine.container_name ?? '' })
      .first()
      .getByRole('link')
      .first()
    await link.click()
    await expect(dialog(page, engine.container_name ?? '')).toBeVisible()
    await product.idleEngines(3)
  })
})

test.describe('actions that are refused', () => {
  test.beforeEach(({ watch }) => watch.allow(REFUSED))

  test('an engine that refuses to stop a stream: the reason stands in the dialog', async ({
    page,
    watch,
    product,
    play,
  }) => {
    const { streamId, engine } = await play()
    await product.fault(engine, { commands: 'error' })
    await openPanel(page, watch, product.url, {
      key: product.key,
      at: `/streams/${encodeURIComponent(streamId)}`,
    })
    await page.getByRole('button', { name: 'Stop stream' }).click()
    await dialog(page).getByRole('button', { name: 'Stop stream' }).click()
    await expect(dialog(page).getByRole('alert')).toContainText(
      /^Couldn’t stop the stream: An engine, the VPN or Docker refused the request or did not respond\. It says: .+/,
    )
    await product.clearFaults(engine)
    await dialog(page).getByRole('button', { name: 'Stop stream' }).click()
    await expect(dialog(page)).toHaveCount(0)
    await expect(main(page).getByText('Stopped', { exact: true })).toBeVisible()
  })

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

  test('a question that was closed before its end closes nothing else, and its failure is shown', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const stream = server.world.streams.find(({ status }) => status === 'started')
    await openPanel(page, watch, server.url, { at: `/streams/${encodeURIComponent(stream?.id ?? '')}` })
    server.faults.delayMs = 1500
    server.faults.refuse = { status: 502, code: 'engine_refused', detail: 'the engine answered: not now' }
    const answered = page.waitForResponse((response) => response.request().method() === 'DELETE')
    await main(page).getByRole('button', { name: 'Stop stream' }).click()
    await dialog(page).getByRole('button', { name: 'Stop stream' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Settings' }).click()
    await dialog(page, 'Settings').getByLabel('Server URL').fill('http://half.typed')
    await answered
    await expect(page.locator('main').getByRole('alert', { includeHidden: true })).toContainText(
      'the engine answered: not now',
    )
    await expect(dialog(page, 'Settings').getByLabel('Server URL')).toHaveValue('http://half.typed')
  })

  test('a number of engines that is refused after its dialog was closed is shown above the engines', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/engines' })
    await page.getByRole('button', { name: /^Target \d/ }).click()
    server.faults.delayMs = 1500
    server.faults.refuse = { status: 503, code: 'breaker_open', detail: 'too many failed starts' }
    await dialog(page).getByRole('button', { name: 'One engine more' }).click()
    await dialog(page).getByRole('button', { name: 'Apply' }).click()
    await page.keyboard.press('Escape')
    await expect(dialog(page)).toHaveCount(0)
    const told = main(page).getByRole('alert').filter({ hasText: 'too many failed starts' })
    await expect(told).toBeVisible()
    await goTo(page, '/')
    await expect(told).toBeVisible()
    await told.getByRole('button', { name: 'Dismiss' }).click()
    await expect(told).toHaveCount(0)
  })

  test('several streams stopped together: what was not stopped is named with its reason', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url, { at: '/streams' })
    const boxes = page.locator('tr[data-stream]').getByRole('checkbox')
    for (const row of [0, 1, 2]) await boxes.nth(row).check()
    await expect(page.getByText('3 selected')).toBeVisible()
    await page.getByRole('button', { name: 'Stop streams' }).click()
    await dialog(page, 'Stop 3 streams?').getByRole('button', { name: 'Stop streams' }).click()
    await expect(dialog(page, '2 of 3 stopped')).toContainText('the engine answered: unknown session')
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

test.describe('long actions', () => {
  test('an image pull and a scaling are shown with how far they are', async ({ page, watch, standIn }) => {
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url)
    const job = { id: 'pull', kind: 'image_pull', title: 'Pulling an image', error: null } as const
    server.hub.send('job', { ...job, done: 148e6, total: 412e6, unit: 'bytes', state: 'running' })
    await expect(page.getByText('Pulling an image')).toBeVisible()
    await expect(page.getByText(/148(\.0)? MB of 412(\.0)? MB/)).toBeVisible()
    server.hub.send('job', {
      ...job,
      done: 3,
      total: 5,
      unit: 'engines',
      state: 'failed',
      error: 'no space left',
    })
    await expect(page.getByText('no space left')).toBeVisible()
    await goTo(page, '/engines')
    await expect(figure(page, 'Engines')).toHaveCount(0)
  })
})
