// What is done to several engines at once: what follows is named before, and is what happens.

import { dialog, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import type { TestServer } from '@acestream-orchestrator/testing/browser/server/server'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import type { Page } from '@playwright/test'

async function tick(page: Page, ...names: readonly string[]): Promise<void> {
  for (const name of names) await page.getByLabel(`Select ${name}`, { exact: true }).click()
}

/** `name state` of each engine. */
const states = async (server: TestServer) =>
  (await server.engines()).map(({ container_name, state }) => `${container_name} ${state}`).toSorted()

test('drained together and kept: they take no new streams and stay', async ({ page, watch, serve }) => {
  const server = await serve({ engines: 3, wanted: 3 })
  await openPanel(page, watch, server.url, { at: '/engines?view=table' })
  await tick(page, 'acestream-1', 'acestream-2')
  await main(page).getByRole('button', { name: 'Drain' }).click()
  const question = dialog(page, 'Drain 2 engines?')
  await expect(question).toContainText('acestream-1, acestream-2')
  await expect(question.getByRole('radio', { name: 'Keep them' }), 'idle ones would be gone').toBeChecked()
  await question.getByRole('button', { name: 'Drain them' }).click()
  await expect(question).toHaveCount(0)
  await server.advance(60_000)
  expect((await states(server)).filter((state) => / draining$/.test(state))).toEqual([
    'acestream-1 draining',
    'acestream-2 draining',
  ])
})

test('drained together and removed: the idle one goes, the other plays on and names its stream', async ({
  page,
  watch,
  serve,
}) => {
  const server = await serve({ engines: 3, wanted: 1, streams: 1 })
  const [stream] = await server.streams()
  const busy = (await server.engines()).find(({ container_id }) => container_id === stream?.container_id)
  const idle = (await server.engines()).find(({ container_id }) => container_id !== stream?.container_id)
  if (stream === undefined || busy === undefined || idle === undefined)
    throw new Error('the pool is too small')
  await openPanel(page, watch, server.url, { at: '/engines?view=table' })
  await tick(page, busy.container_name ?? '', idle.container_name ?? '')
  await main(page).getByRole('button', { name: 'Drain' }).click()
  const question = dialog(page, 'Drain 2 engines?')
  await expect(question.getByRole('listitem')).toHaveText(stream.title ?? '')
  await question.getByText('Remove them', { exact: true }).click()
  await question.getByRole('button', { name: 'Drain them' }).click()
  await expect(page.locator(`tr[data-engine="${idle.container_id}"]`)).toHaveCount(0)
  expect(await states(server)).toContain(`${busy.container_name} draining`)
  expect((await server.engines()).some(({ container_id }) => container_id === idle.container_id)).toBe(false)
})

test('deleted together: the streams that are cut off are named', async ({ page, watch, serve }) => {
  const server = await serve({ engines: 3, wanted: 1, streams: 2 })
  const streams = await server.streams()
  const names = (await server.engines())
    .filter(({ container_id }) => streams.some((stream) => stream.container_id === container_id))
    .map(({ container_name }) => container_name ?? '')
  await openPanel(page, watch, server.url, { at: '/engines?view=table' })
  await tick(page, ...names)
  await main(page).getByRole('button', { name: 'Delete engines' }).click()
  const question = dialog(page, `Delete ${names.length} engines?`)
  await expect(question).toContainText('2 streams are running on them and are cut off.')
  await expect(question.getByRole('listitem')).toHaveCount(2)
  await question.getByRole('button', { name: 'Delete them' }).click()
  await expect(question).toHaveCount(0)
  await expect.poll(async () => (await server.streams()).length).toBe(0)
})
