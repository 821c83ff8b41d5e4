import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startStandIn } from '@acestream-orchestrator/testing/browser/stand-in/server'
import { makeFleet } from '@acestream-orchestrator/testing/browser/stand-in/world'
import type { Browser } from '@playwright/test'
import { type BenchTable, median, milliseconds } from '../table.ts'
import { buildBarePage } from './bare-page.ts'
import { openTab } from './browser.ts'

const PAIRS = 11
const ENGINES = 10
const MOST = 1.25

/** The panel beside a bare page that fetches and lists the same engines, by turns, from a cold cache and not slowed down. */
export async function benchFirstData(browser: Browser): Promise<BenchTable> {
  const directory = await mkdtemp(join(tmpdir(), 'list-page-'))
  const world = () => makeFleet(ENGINES, ENGINES)
  const panel = await startStandIn({ world: world(), beatMs: 0 })
  const list = await startStandIn({
    world: world(),
    beatMs: 0,
    files: buildBarePage('list', directory),
  })
  const pairs: { ours: number; bare: number }[] = []
  // The first pair warms up both servers and the browser.
  for (let pair = 0; pair <= PAIRS; pair += 1) {
    const bare = await firstDataOf(browser, `${list.url}/panel/`)
    const ours = await firstDataOf(browser, `${panel.url}/panel/`)
    if (pair > 0) pairs.push({ bare, ours })
  }
  await panel.close()
  await list.close()
  await rm(directory, { recursive: true })
  const ratio = median(pairs.map(({ ours, bare }) => ours / bare))
  return {
    title: `First data beside a bare React page that fetches and lists the same ${ENGINES} engines: cold cache, not slowed down (${PAIRS} pairs, medians)`,
    rows: [
      {
        measure: 'every engine on the screen',
        ours: milliseconds(median(pairs.map(({ ours }) => ours))),
        bare: milliseconds(median(pairs.map(({ bare }) => bare))),
        ratio,
        target: `<= ${MOST}`,
        met: ratio <= MOST,
      },
    ],
  }
}

/** Milliseconds from the navigation to the frame that shows every engine. */
async function firstDataOf(browser: Browser, url: string): Promise<number> {
  const { page, close } = await openTab(browser)
  await page.addInitScript(watchEngines, ENGINES)
  await page.goto(url)
  const took = await page.evaluate(() => (window as unknown as { drawn: Promise<number> }).drawn)
  await close()
  return took
}

/** Runs in the page before anything of it. */
function watchEngines(count: number): void {
  const drawn = new Promise<number>((resolve) => {
    const observer = new MutationObserver(() => {
      if (document.querySelectorAll('[data-engine]').length < count) return
      observer.disconnect()
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
    })
    observer.observe(document, { childList: true, subtree: true })
  })
  Object.assign(window, { drawn })
}
