// Streams that are stopped, and those that their engine does not stop.

import { dialog, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'

test.describe('a stream that is not stopped', () => {
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

  test('a question that was closed before its end closes nothing else, and its failure is shown', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await serve({ streams: 4 })
    const stream = await server.stream(1)
    await openPanel(page, watch, server.url, { at: `/streams/${encodeURIComponent(stream.id)}` })
    server.wire.delayMs = 1500
    server.world.sessions.refusal = { code: 'verbatim', text: 'the engine answered: not now' }
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

  test('several streams stopped together: what was not stopped is named with its reason', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await serve({ streams: 4 })
    const second = await server.stream(2)
    server.world.sessions.refuse(second.stat_url, {
      code: 'verbatim',
      text: 'the engine answered: unknown session',
    })
    await openPanel(page, watch, server.url, { at: '/streams' })
    const boxes = page.locator('tr[data-stream]').getByRole('checkbox')
    for (const row of [0, 1, 2, 3]) await boxes.nth(row).check()
    await expect(page.getByText('4 selected')).toBeVisible()
    await page.getByRole('button', { name: 'Stop streams' }).click()
    await dialog(page, 'Stop 4 streams?').getByRole('button', { name: 'Stop streams' }).click()
    await expect(dialog(page, '3 of 4 stopped')).toContainText('the engine answered: unknown session')
  })
})
