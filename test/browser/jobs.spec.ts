// Long actions: how far they are, what became of them, and how they leave the page.
import { connection, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { losesImage } from '@acestream-orchestrator/testing/browser/server/scenes'
import type { TestServer } from '@acestream-orchestrator/testing/browser/server/server'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { UNREACHABLE } from '@acestream-orchestrator/testing/browser/watch'
import type { Page } from '@playwright/test'

const actions = (page: Page) =>
  main(page).getByRole('list', { name: 'Running actions' }).getByRole('listitem')

/** Of the five engines wanted, three are ready; the others start and don't answer yet. */
async function scaling(server: TestServer): Promise<void> {
  for (const { port } of await server.engines())
    for (const next of [3, 4]) server.world.prober.hung.add(port + next)
  await server.call('POST', '/scale/5')
  await server.until('five engines', async () => (await server.engines()).length === 5)
}

test.describe('a long action', () => {
  test('a scaling shows how many engines are ready, and leaves once done', async ({ page, watch, serve }) => {
    const server = await serve({ engines: 3 })
    await scaling(server)
    await openPanel(page, watch, server.url)
    const line = actions(page)
    await expect(line).toHaveText('Scaling to 53 of 5 ready')
    const share = line.getByRole('progressbar', { name: 'Scaling to 5' })
    await expect(share).toHaveJSProperty('value', 0.6)
    server.wake(await server.engine(4))
    await expect(line).toHaveText('Scaling to 54 of 5 ready')
    await expect(share).toHaveJSProperty('value', 0.8)
    server.wake(await server.engine(5))
    await expect(line).toHaveCount(0)
  })

  test('a pull shows how much it has, and leaves once done', async ({ page, watch, serve }) => {
    const server = await serve({ engines: 1 })
    const [counted, pulled] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    await openPanel(page, watch, server.url)
    await losesImage(server, async (_, onProgress) => {
      onProgress({ doneBytes: 148e6, totalBytes: null })
      await counted.promise
      onProgress({ doneBytes: 149e6, totalBytes: 412e6 })
      await pulled.promise
      server.world.runtime.setImage({ digest: 'sha256:two', createdAtMs: 0, hasEntrypoint: true })
    })
    await expect(actions(page)).toHaveText(/^Pulling wafy80\/acestream148 MB$/)
    counted.resolve()
    await expect(actions(page)).toContainText(/149(\.0)? MB of 412(\.0)? MB/)
    pulled.resolve()
    await expect(actions(page)).toHaveCount(0)
  })

  test('is not shown as going on while the server is gone', async ({ page, watch, serve }) => {
    watch.allow(UNREACHABLE)
    const server = await serve({ engines: 3 })
    await scaling(server)
    await openPanel(page, watch, server.url)
    const line = actions(page)
    const turning = line.locator('.animate-spin')
    await expect(turning).toHaveCount(1)
    await server.stop()
    await expect(connection(page)).toHaveText(/^Offline/)
    await expect(line).toContainText('3 of 5 ready')
    await expect(line).toHaveClass(/dimmed/)
    await expect(turning).toHaveCount(0)
  })

  test('one that failed stays with its reason until it is dismissed; the others stay', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await serve({ engines: 3 })
    await scaling(server)
    await openPanel(page, watch, server.url)
    await losesImage(server, async () => {
      throw new Error('no space left on the disk')
    })
    const lines = actions(page)
    const line = lines.filter({ hasText: 'Pulling wafy80/acestream failed' })
    await expect(line).toContainText('no space left on the disk')
    await expect(line.getByRole('progressbar')).toHaveCount(0)
    await expect(lines).toHaveCount(2)
    await line.getByRole('button', { name: 'Dismiss' }).click()
    await expect(lines).toHaveText(['Scaling to 53 of 5 ready'])
  })
})
