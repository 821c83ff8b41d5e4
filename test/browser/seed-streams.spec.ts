import {
  chooseFromMenu,
  dialog,
  fact,
  main,
  openPanel,
  streamRow,
} from '@acestream-orchestrator/testing/browser/panel'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

/** What the emulated engine calls every content, once the orchestrator has asked it. */
const TITLE = /Emulated channel [0-9a-f]{4}/

const streamAt = (id: string) => `/streams/${encodeURIComponent(id)}`

test.describe('the seed: stream analytics', () => {
  test('a stream appears in the list as soon as it is reported, with its statistics', async ({
    page,
    watch,
    product,
    play,
  }) => {
    await openPanel(page, watch, product.url, { at: '/streams' })
    await expect(page.getByText('Nothing is playing')).toBeVisible()
    const viewing = await play()
    const row = streamRow(page, viewing.streamId)
    await expect(row).toBeVisible({ timeout: 3000 })
    await expect(row).toContainText(TITLE)
    await expect(row).toContainText(viewing.engine.container_name ?? '')
    await expect(row).toContainText('Active')
    await expect(row).toContainText(/[\d.]+ MB\/s/)
    await viewing.leave('test ended')
    await expect(row).toHaveCount(0)
    await page.getByRole('link', { name: /^Ended/ }).click()
    await expect(page.getByRole('row').filter({ hasText: 'Ended by the client' }).first()).toContainText(
      TITLE,
    )
  })

  test('a chart with two axes: download and upload in MB/s, peers, and their history', async ({
    page,
    watch,
    product,
    play,
  }) => {
    const { streamId } = await play()
    await openPanel(page, watch, product.url, { at: streamAt(streamId) })
    const chart = page.getByRole('region', { name: 'Download, upload and peers' })
    const picture = chart.getByRole('img')
    await expect(picture).toHaveAttribute(
      'aria-label',
      /Download: [\d.]+ MB\/s, Upload: [\d.]+ MB\/s, Peers: \d+/,
    )
    await expect(chart.getByRole('listitem')).toHaveText(['Download', 'Upload', 'Peers'])
    expect(await picture.evaluate(isPainted)).toBe(true)
    const samples = () => product.call<unknown[]>('GET', `/streams/${encodeURIComponent(streamId)}/stats`)
    await expect.poll(async () => (await samples()).length).toBeGreaterThanOrEqual(3)
    for (const window of ['1 h', '6 h', '24 h']) {
      await chart.getByText(window, { exact: true }).click()
      await expect(page).toHaveURL(new RegExp(`window=${window.replace(' ', '')}`))
    }
    await page.reload()
    await expect(chart.getByRole('radio', { name: '24 h' })).toBeChecked()
  })

  test('stop the stream: confirmed by the engine', async ({ page, watch, product, play }) => {
    const { streamId } = await play()
    await openPanel(page, watch, product.url, { key: product.key, at: streamAt(streamId) })
    await page.getByRole('button', { name: 'Stop stream' }).click()
    await dialog(page, /^Stop/).getByRole('button', { name: 'Stop stream' }).click()
    await expect(dialog(page)).toHaveCount(0)
    await expect(main(page).getByText('Stopped', { exact: true })).toBeVisible()
    expect((await product.streams()).map(({ id }) => id)).not.toContain(streamId)
  })

  test('delete the engine of a stream, naming the stream that runs on it', async ({
    page,
    watch,
    product,
    play,
  }) => {
    const { streamId, engine } = await play()
    await openPanel(page, watch, product.url, { key: product.key, at: streamAt(streamId) })
    await chooseFromMenu(main(page), 'Delete engine')
    const question = dialog(page, `Delete ${engine.container_name}?`)
    await expect(question).toContainText('One stream plays on it and ends:')
    await expect(question.getByRole('listitem')).toHaveText(TITLE)
    await question.getByRole('button', { name: 'Delete engine' }).click()
    await expect(question).toHaveCount(0)
    await expect(main(page).getByText('Engine removed')).toBeVisible({ timeout: 20_000 })
    await product.idleEngines(3)
  })

  test('session information: ids, key and its type, engine, start and duration', async ({
    page,
    watch,
    product,
    play,
  }) => {
    const { streamId, engine, contentId } = await play()
    const stream = (await product.streams()).find(({ id }) => id === streamId)
    await openPanel(page, watch, product.url, { at: streamAt(streamId) })
    const session = main(page)
    await expect(fact(session, 'Stream ID')).toContainText(streamId)
    await expect(fact(session, 'Playback session')).toContainText(stream?.playback_session_id ?? 'no session')
    await expect(fact(session, 'Key · Content ID')).toContainText(contentId)
    await expect(fact(session, 'Engine')).toHaveText(engine.container_name ?? '')
    await expect(fact(session, 'Type')).toHaveText('Live')
    await expect(fact(session, 'Started')).toContainText(/\d\d:\d\d/)
    await expect(fact(session, 'Duration')).toHaveText(/\d+ ?s/)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await session.getByRole('button', { name: 'Copy: Key' }).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(contentId)
  })

  test('averages and peaks follow the stream while its page is open', async ({
    page,
    watch,
    product,
    play,
  }) => {
    const { streamId } = await play()
    await openPanel(page, watch, product.url, { at: streamAt(streamId) })
    const average = fact(main(page), 'Average download')
    const asOpened = await average.textContent()
    await expect(average).not.toHaveText(asOpened ?? '', { timeout: 15_000 })
  })

  test('links to the statistics and the command, through the orchestrator and direct', async ({
    page,
    watch,
    product,
    play,
  }) => {
    const { streamId } = await play()
    const stream = (await product.streams()).find(({ id }) => id === streamId)
    await openPanel(page, watch, product.url, { at: streamAt(streamId) })
    await expect(fact(main(page), 'Statistics URL').getByRole('link')).toHaveAttribute(
      'href',
      stream?.stat_url ?? '',
    )
    await expect(fact(main(page), 'Command URL').getByRole('link')).toHaveAttribute(
      'href',
      stream?.command_url ?? '',
    )
    const link = page.getByRole('link', { name: /Open through the orchestrator/ })
    const answer = await page.request.get((await link.getAttribute('href')) ?? '')
    expect(answer.status()).toBe(200)
    expect(await answer.json()).toMatchObject({ playback_session_id: stream?.playback_session_id })
  })
})

/** Whether anything but one colour is on a canvas. */
function isPainted(element: Element): boolean {
  if (!(element instanceof HTMLCanvasElement)) return false
  const { data } = element.getContext('2d')?.getImageData(0, 0, element.width, element.height) ?? {}
  return data?.some((value) => value > 0) ?? false
}
