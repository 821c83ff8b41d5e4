// Long actions: how far they are, what became of them, and how they leave the page.
import type { Job } from '@acestream-orchestrator/contract/event'
import { connection, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { UNREACHABLE } from '@acestream-orchestrator/testing/browser/watch'

const SCALING: Job = {
  id: 'scale',
  kind: 'scale',
  title: 'Scaling to 5 engines',
  done: 3,
  total: 5,
  unit: 'engines ready',
  state: 'running',
  error: null,
}

test.describe('a long action', () => {
  test('a scaling shows how many engines are ready, a pull how much it has, and both leave once done', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    server.world.jobs = [SCALING]
    await openPanel(page, watch, server.url)
    const line = main(page).getByRole('list', { name: 'Running actions' }).getByRole('listitem')
    await expect(line).toHaveText('Scaling to 5 engines3 of 5 ready')
    const share = line.getByRole('progressbar', { name: 'Scaling to 5 engines' })
    await expect(share).toHaveJSProperty('value', 0.6)
    server.hub.send('job', { ...SCALING, done: 4 })
    await expect(line).toHaveText('Scaling to 5 engines4 of 5 ready')
    await expect(share).toHaveJSProperty('value', 0.8)
    server.hub.send('job', { ...SCALING, title: 'Pulling an image', done: 148e6, total: null, unit: 'bytes' })
    await expect(line).toHaveText('Pulling an image148 MB')
    server.hub.send('job', { ...SCALING, done: 5, state: 'done' })
    await expect(line).toHaveCount(0)
  })

  test('is not shown as going on while the server is gone', async ({ page, watch, standIn }) => {
    watch.allow(UNREACHABLE)
    const server = await standIn({ beatMs: 0 })
    server.world.jobs = [SCALING]
    await openPanel(page, watch, server.url)
    const line = main(page).getByRole('list', { name: 'Running actions' }).getByRole('listitem')
    const turning = line.locator('.animate-spin')
    await expect(turning).toHaveCount(1)
    await server.close()
    await expect(connection(page)).toHaveText(/^Offline/)
    await expect(line).toContainText('3 of 5 ready')
    await expect(line).toHaveClass(/dimmed/)
    await expect(turning).toHaveCount(0)
  })

  test('one that failed stays with its reason until it is dismissed; the others stay', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const failed: Job = { ...SCALING, id: 'pull', title: 'Pulling an image', state: 'failed' }
    server.world.jobs = [SCALING, { ...failed, error: 'no space left on the disk' }]
    await openPanel(page, watch, server.url)
    const lines = main(page).getByRole('list', { name: 'Running actions' }).getByRole('listitem')
    const line = lines.filter({ hasText: 'Pulling an image failed' })
    await expect(line).toContainText('no space left on the disk')
    await expect(line.getByRole('progressbar')).toHaveCount(0)
    await expect(lines).toHaveCount(2)
    await line.getByRole('button', { name: 'Dismiss' }).click()
    await expect(lines).toHaveText(['Scaling to 5 engines3 of 5 ready'])
  })
})
