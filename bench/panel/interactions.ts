import type { Page } from '@playwright/test'

const LOOK_MS = 1000
/** Long enough for what was pressed to be drawn. */
const GLANCE_MS = 150

/**
 * What people do, again and again for `durationMs`, at least once; `hurried`, several times as often. Returns how often
 * all of it was done.
 */
export async function useThePanel(page: Page, durationMs: number, hurried = false): Promise<number> {
  const pauseMs = hurried ? GLANCE_MS : LOOK_MS
  const deadline = performance.now() + durationMs
  let rounds = 0
  do {
    for (const act of [lookAtEngines, openAnEngine, filterStreams, openAStream, usePalette]) {
      await act(page, pauseMs)
      await page.waitForTimeout(pauseMs)
    }
    rounds += 1
  } while (performance.now() < deadline)
  return rounds
}

const section = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).first().click()

async function lookAtEngines(page: Page, pauseMs: number): Promise<void> {
  await section(page, 'Engines')
  await page.locator('article[data-engine]').first().waitFor()
  await page.getByText('Table', { exact: true }).click()
  await page.waitForTimeout(pauseMs)
  await page.getByText('Cards', { exact: true }).click()
}

async function openAnEngine(page: Page, pauseMs: number): Promise<void> {
  await page.locator('article[data-engine] h3 a').first().click()
  await page.getByRole('dialog').waitFor()
  await page.waitForTimeout(pauseMs)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

async function filterStreams(page: Page): Promise<void> {
  await section(page, 'Streams')
  await page.locator('tr[data-stream]').first().waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('news', { delay: 80 })
  await page.keyboard.press('Escape')
}

async function openAStream(page: Page, pauseMs: number): Promise<void> {
  await page.locator('tr[data-stream] a[data-item]').first().click()
  await page.locator('main canvas').waitFor()
  await page.waitForTimeout(pauseMs)
  await section(page, 'Overview')
}

async function usePalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('acestream-1', { delay: 80 })
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}
