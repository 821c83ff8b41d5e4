import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startStandIn } from '@acestream-orchestrator/testing/browser/stand-in/server'
import type { Browser } from '@playwright/test'
import { type BenchTable, median, milliseconds } from '../table.ts'
import { buildBarePage } from './bare-page.ts'
import { openTab, slowDown } from './browser.ts'

const PAIRS = 7
/** A page is usable once no task of 50 ms or longer begins for so long. */
const QUIET_MS = 5000
const GIVE_UP_MS = 60_000

/** Selectors of what a person could use first, and of what they came to see. */
interface Signs {
  readonly usable: string
  readonly drawn: string
}

const EMPTY: Signs = { usable: '[data-usable]', drawn: '[data-usable]' }
const PANEL: Signs = { usable: 'header select', drawn: '[data-engine]' }

interface StartUp {
  readonly firstPaint: number
  readonly usable: number
  readonly interactive: number
}

interface Timing {
  readonly paint: number
  readonly usable: number
  readonly drawn: number
  readonly busyUntil: number
  readonly now: number
}

/** The panel beside an empty React page, by turns, from a cold cache with a slow processor and network. */
export async function benchStartUp(browser: Browser): Promise<BenchTable> {
  const directory = await mkdtemp(join(tmpdir(), 'empty-page-'))
  // Still: what is measured is the start, not the first updates.
  const panel = await startStandIn({ beatMs: 0 })
  const empty = await startStandIn({ beatMs: 0, files: buildBarePage('empty', directory) })
  const pairs: { ours: StartUp; bare: StartUp }[] = []
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const bare = await startUpOf(browser, `${empty.url}/panel/`, EMPTY)
    pairs.push({ bare, ours: await startUpOf(browser, `${panel.url}/panel/`, PANEL) })
  }
  await panel.close()
  await empty.close()
  await rm(directory, { recursive: true })
  const row = (measure: string, of: (start: StartUp) => number, most: number | null) => {
    const ratio = median(pairs.map(({ ours, bare }) => of(ours) / of(bare)))
    return {
      measure,
      ours: milliseconds(median(pairs.map(({ ours }) => of(ours)))),
      bare: milliseconds(median(pairs.map(({ bare }) => of(bare)))),
      ratio,
      target: most === null ? '' : `<= ${most}`,
      met: most === null ? null : ratio <= most,
    }
  }
  return {
    title: `Start beside an empty React page: processor slowed 4 times, Fast 4G, cold cache (${PAIRS} pairs, medians)`,
    rows: [
      row('first contentful paint', ({ firstPaint }) => firstPaint, 1.3),
      row('controls are there', ({ usable }) => usable, null),
      row('interactive, with the fleet drawn', ({ interactive }) => interactive, 1.6),
    ],
  }
}

async function startUpOf(browser: Browser, url: string, signs: Signs): Promise<StartUp> {
  const { page, devtools, close } = await openTab(browser)
  await slowDown(devtools)
  await page.addInitScript(watchStart, signs)
  await page.goto(url)
  // First the fleet, then the quiet after it: a slow machine may take long for both.
  await page.waitForFunction(
    () => Number.isFinite((window as unknown as { timing: () => Timing }).timing().drawn),
    undefined,
    { timeout: GIVE_UP_MS, polling: 500 },
  )
  const deadline = performance.now() + GIVE_UP_MS
  for (;;) {
    const timing = await page.evaluate(() => (window as unknown as { timing: () => Timing }).timing())
    const interactive = Math.max(timing.paint, timing.usable, timing.drawn, timing.busyUntil)
    if (timing.now - interactive >= QUIET_MS) {
      await close()
      return { firstPaint: timing.paint, usable: timing.usable, interactive }
    }
    if (performance.now() > deadline)
      throw new Error(`${url}: ${JSON.stringify(timing)}, never quiet for ${QUIET_MS} ms`)
    await page.waitForTimeout(500)
  }
}

/** Runs in the page before anything of it. Times are milliseconds since navigation. */
function watchStart(signs: Signs): void {
  const seenAt = { usable: Number.POSITIVE_INFINITY, drawn: Number.POSITIVE_INFINITY }
  const wanted = new Set(['usable', 'drawn'] as const)
  let busyUntil = 0
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      busyUntil = Math.max(busyUntil, startTime + duration)
  }).observe({ type: 'longtask', buffered: true })
  const observer = new MutationObserver(() => {
    for (const sign of wanted) {
      if (document.querySelector(signs[sign]) === null) continue
      seenAt[sign] = performance.now()
      wanted.delete(sign)
    }
    if (wanted.size === 0) observer.disconnect()
  })
  observer.observe(document, { childList: true, subtree: true })
  const timing = () => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.POSITIVE_INFINITY,
    ...seenAt,
    busyUntil,
    now: performance.now(),
  })
  Object.assign(window, { timing })
}
