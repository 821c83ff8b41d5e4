import { spawn } from 'node:child_process'
import { card, chooseFromMenu, dialog, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { freePort } from '@acestream-orchestrator/testing/orchestrator/process'
import type { Locator, Page } from '@playwright/test'
import { engineCommand } from '../../scripts/demo/children.ts'

/** An engine that somebody else started. */
async function startForeignEngine() {
  const [port, apiPort, p2pPort] = [await freePort(), await freePort(), await freePort()]
  const command = engineCommand()
    .replace('{http_port}', `${port}`)
    .replace('{api_port}', `${apiPort}`)
    .replace('{p2p_port}', `${p2pPort}`)
  const child = spawn('sh', ['-c', `exec ${command}`], {
    env: { PATH: process.env['PATH'], EMULATOR_HOST: '127.0.0.1' },
    stdio: 'ignore',
  })
  const answers = async () => {
    const status = `http://127.0.0.1:${port}/server/api?api_version=3&method=get_status`
    return fetch(status).then(
      ({ ok }) => ok,
      () => false,
    )
  }
  await until('the engine to answer', answers, 20_000)
  return { port, answers, end: () => child.kill() }
}

/** By the palette: the list itself offers it only while it is empty. */
async function openForm(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+k')
  await expect(dialog(page, 'Command palette')).toBeVisible()
  await page.keyboard.type('external')
  await page.keyboard.press('Enter')
  return dialog(page, 'Add an external engine')
}

test.describe('an engine that runs elsewhere', () => {
  test('is added by hand, checked and shown, and forgotten without being touched', async ({
    page,
    watch,
    product,
  }) => {
    await product.idleEngines(3)
    const foreign = await startForeignEngine()
    try {
      await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
      const form = await openForm(page)
      await form.getByLabel('Host').fill('127.0.0.1')
      await form.getByLabel('Port').fill(`${foreign.port}`)
      await form.getByLabel('Name').fill('by-hand')
      await form.getByRole('button', { name: 'Add engine' }).click()
      await expect(form).toHaveCount(0)
      const added = await until('the engine to be listed', async () =>
        (await product.engines()).find(({ container_name }) => container_name === 'by-hand'),
      )
      const shown = card(page, added.container_id)
      await expect(shown.getByText('Healthy', { exact: true })).toBeVisible()
      await expect(shown).toContainText(`Port ${foreign.port}`)
      await expect(shown).toContainText('External')
      await shown.getByRole('button', { name: /^Actions for/ }).click()
      await expect(page.getByRole('menuitem')).toHaveText(['Details', 'Forget external engine'])
      await page.keyboard.press('Escape')
      await chooseFromMenu(shown, 'Forget external engine')
      await expect(dialog(page, /by-hand/)).toContainText('The engine itself keeps running.')
      await dialog(page, /by-hand/)
        .getByRole('button', { name: 'Forget' })
        .click()
      await expect(shown).toHaveCount(0)
      expect(await foreign.answers()).toBe(true)
    } finally {
      foreign.end()
    }
  })

  test('an address at which nothing answers is refused with the reason, and nothing is added', async ({
    page,
    watch,
    product,
  }) => {
    watch.allow(REFUSED)
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    const form = await openForm(page)
    await form.getByLabel('Host').fill('127.0.0.1')
    await form.getByLabel('Port').fill(`${await freePort()}`)
    await form.getByRole('button', { name: 'Add engine' }).click()
    await expect(form.getByRole('alert')).toContainText('no engine answers:')
    expect((await product.engines()).filter(({ external }) => external)).toHaveLength(0)
  })

  test('an address that can’t be one is refused in the dialog, which keeps what was typed', async ({
    page,
    watch,
    product,
  }) => {
    watch.allow(REFUSED)
    await openPanel(page, watch, product.url, { key: product.key, at: '/engines' })
    const form = await openForm(page)
    await form.getByLabel('Host').fill('not a host/at all')
    await form.getByRole('button', { name: 'Add engine' }).click()
    await expect(form.getByRole('alert')).toContainText(
      'Couldn’t add the engine: The server can’t accept this.',
    )
    await expect(form.getByLabel('Host')).toHaveValue('not a host/at all')
  })
})
