import { type StandIn, startStandIn } from '@acestream-orchestrator/testing/browser/stand-in/server'
import { makeFleet } from '@acestream-orchestrator/testing/browser/stand-in/world'
import type { Browser, Page } from '@playwright/test'
import { type BenchTable, milliseconds, quantile, type Row } from '../table.ts'
import { openTab, type Tab } from './browser.ts'
import { readHeap } from './heap.ts'
import { useThePanel } from './interactions.ts'
import { takeInteractions, watchInteractions } from './responsiveness.ts'

const SIZE = 200
const EVENTS = 30
const LATENCY_MS = 250
const WATCH_MS = 60_000
const MOST_BUSY = 0.15
/**
 * Until then memory grows as it must: the small lines of all streams hold 90 s, and the browser compiles what is used
 * often. Hurried use brings it there sooner: at a reader's pace functions were still being compiled fourteen minutes on
 * (0.8 of 1.0 MB that the last ten added were machine code, 0.1 its tables, by heap snapshots).
 */
const WARM_MS = 240_000
const HEAP_MS = { short: 120_000, full: 600_000 }
const MOST_GROWTH = 0.05
const LONG_INTERACTION_MS = 100

/** 200 engines and 200 streams, every one of them changing every second. */
export async function* benchLargeFleet(browser: Browser, full: boolean): AsyncGenerator<BenchTable> {
  const server = await startStandIn({ world: makeFleet(SIZE, SIZE), beatMs: 1000 })
  const tab = await openTab(browser)
  try {
    await tab.page.addInitScript(watchInteractions)
    await tab.page.goto(`${server.url}/panel/`)
    await tab.page.locator('[data-connection="live"]').waitFor()
    yield await busyness(tab)
    yield await latency(tab.page, server)
    yield await longRun(tab, full ? HEAP_MS.full : HEAP_MS.short)
  } finally {
    await tab.close()
    await server.close()
  }
}

async function goTo(page: Page, at: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash
  }, at)
  await page.waitForTimeout(3000)
}

/** The share of one core that the page's main thread takes while somebody only looks. */
async function busyness({ page, devtools }: Tab): Promise<BenchTable> {
  await devtools.send('Performance.enable')
  const taskSeconds = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
  }
  const rows: Row[] = []
  for (const [measure, at] of Object.entries({ overview: '/', engines: '/engines', streams: '/streams' })) {
    await goTo(page, at)
    const before = await taskSeconds()
    const startedAt = performance.now()
    await page.waitForTimeout(WATCH_MS)
    const share = ((await taskSeconds()) - before) / ((performance.now() - startedAt) / 1000)
    rows.push({ measure, ours: percent(share), target: `< ${percent(MOST_BUSY)}`, met: share < MOST_BUSY })
  }
  return {
    title: `Main thread with ${SIZE} engines and ${SIZE} streams changing every second, of one core, over ${WATCH_MS / 1000} s`,
    rows,
  }
}

/** From the server's writing of an event to the frame that shows it. */
async function latency(page: Page, server: StandIn): Promise<BenchTable> {
  await goTo(page, '/engines')
  const [engine] = server.world.engines
  if (engine === undefined) throw new Error('the fleet is empty')
  const took: number[] = []
  for (let event = 0; event < EVENTS; event += 1) {
    const mark = `mark ${event}`
    const shown = page.evaluate(shownAt, mark)
    await page.waitForTimeout(300 + Math.random() * 700)
    Object.assign(engine, { health_status: 'unhealthy', health_reason: mark })
    const sentAt = performance.timeOrigin + performance.now()
    server.hub.send('engine', engine)
    took.push((await shown) - sentAt)
  }
  Object.assign(engine, { health_status: 'healthy', health_reason: null })
  const worst = Math.max(...took)
  return {
    title: `An event on the screen, ${SIZE} engines and ${SIZE} streams (${EVENTS} events)`,
    rows: [
      { measure: 'median', ours: milliseconds(quantile(took, 0.5)), target: '', met: null },
      {
        measure: 'worst',
        ours: milliseconds(worst),
        target: `<= ${LATENCY_MS} ms`,
        met: worst <= LATENCY_MS,
      },
    ],
  }
}

/** Runs in the page: when a text is painted, on the clock that both sides share. */
function shownAt(text: string): Promise<number> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!document.body.textContent?.includes(text)) return
      observer.disconnect()
      requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())))
    })
    observer.observe(document.body, { childList: true, subtree: true, characterData: true })
  })
}

/** Somebody uses the panel all the while: nothing may be late, and memory may not grow. */
async function longRun({ page, devtools }: Tab, durationMs: number): Promise<BenchTable> {
  const heap = async () => {
    await goTo(page, '/')
    return readHeap(page, devtools)
  }
  // Everything that is loaded when first needed is there before the first reading.
  await useThePanel(page, 0)
  const cold = await heap()
  const hurried = await useThePanel(page, WARM_MS, true)
  const before = await heap()
  const inHurry = late((await takeInteractions(page)).durations)
  const used = await useThePanel(page, durationMs)
  const after = await heap()
  const growth = after.used / before.used - 1
  const { durations, slowest } = await takeInteractions(page)
  return {
    title: `${(WARM_MS + durationMs) / 60_000} minutes of use with ${SIZE} engines and ${SIZE} streams changing every second`,
    rows: [
      { measure: 'heap after the first round', ours: megabytes(cold.used), target: '', met: null },
      {
        measure: `heap after ${WARM_MS / 60_000} minutes of hurried use (${hurried} rounds); compiled code in it`,
        ours: `${megabytes(before.used)}; ${megabytes(before.code)}`,
        target: '',
        met: null,
      },
      {
        measure: `heap ${durationMs / 60_000} minutes later (${used} rounds); compiled code in it`,
        ours: `${megabytes(after.used)}; ${megabytes(after.code)}`,
        target: '',
        met: null,
      },
      {
        measure: `growth in those ${durationMs / 60_000} minutes`,
        ours: percent(growth),
        target: `< ${percent(MOST_GROWTH)}`,
        met: growth < MOST_GROWTH,
      },
      {
        measure: `interactions of 16 ms or more in those ${durationMs / 60_000} minutes`,
        ours: String(durations.length),
        target: '',
        met: null,
      },
      { measure: 'median of those', ours: milliseconds(quantile(durations, 0.5)), target: '', met: null },
      ...slowest.map(({ what, duration }, rank) => ({
        measure: `slowest, ${rank + 1}.`,
        ours: `${milliseconds(duration)} (${what})`,
        target: '',
        met: null,
      })),
      {
        measure: `longer than ${LONG_INTERACTION_MS} ms; before, in hurried use`,
        ours: `${late(durations)}; ${inHurry}`,
        target: '0',
        met: late(durations) === 0,
      },
    ],
  }
}

const late = (durations: readonly number[]) =>
  durations.filter((duration) => duration > LONG_INTERACTION_MS).length
const percent = (share: number) => `${(share * 100).toFixed(1)} %`
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
