import type { Browser, Page } from '@playwright/test'
import { type StandIn, startStandIn } from '../../test/browser/stand-in/server.ts'
import { makeFleet } from '../../test/browser/stand-in/world.ts'
import { type BenchTable, milliseconds, quantile, type Row } from '../table.ts'
import { openTab, type Tab } from './browser.ts'
import { useThePanel } from './interactions.ts'

const SIZE = 200
const EVENTS = 30
const LATENCY_MS = 250
const WATCH_MS = 60_000
const MOST_BUSY = 0.15
/**
 * Until then memory grows as it must: the small lines of all streams hold 90 s, and the engine of the browser compiles
 * what is used often (1.3 of 1.9 MB that four minutes of use added were machine code, the rest its tables).
 */
const WARM_MS = 240_000
const HEAP_MS = { short: 120_000, full: 600_000 }
const HEAP_READINGS = 9
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
    const readings: number[] = []
    for (let reading = 0; reading < HEAP_READINGS; reading += 1) {
      await devtools.send('HeapProfiler.collectGarbage')
      readings.push((await devtools.send('Runtime.getHeapUsage')).usedSize)
      await page.waitForTimeout(330)
    }
    // The least: the others hold messages of 200 engines that were just being read.
    return Math.min(...readings)
  }
  // Everything that is loaded when first needed is there before the first reading.
  await useThePanel(page, 0)
  const cold = await heap()
  await useThePanel(page, WARM_MS)
  const before = await heap()
  const used = await useThePanel(page, durationMs)
  const after = await heap()
  const growth = after / before - 1
  const seen = await page.evaluate(() => [
    ...(window as unknown as { interactions: Map<number, Interaction> }).interactions.values(),
  ])
  const durations = seen.map(({ duration }) => duration)
  const slowest = seen.toSorted((a, b) => b.duration - a.duration)[0]
  const late = durations.filter((duration) => duration > LONG_INTERACTION_MS)
  return {
    title: `${(WARM_MS + durationMs) / 60_000} minutes of use with ${SIZE} engines and ${SIZE} streams changing every second`,
    rows: [
      { measure: 'heap after the first round', ours: megabytes(cold), target: '', met: null },
      { measure: `heap after ${WARM_MS / 60_000} minutes`, ours: megabytes(before), target: '', met: null },
      { measure: `heap ${durationMs / 60_000} minutes later`, ours: megabytes(after), target: '', met: null },
      {
        measure: `growth in those ${durationMs / 60_000} minutes`,
        ours: percent(growth),
        target: `< ${percent(MOST_GROWTH)}`,
        met: growth < MOST_GROWTH,
      },
      { measure: 'rounds of use', ours: String(used), target: '', met: null },
      { measure: 'interactions of 16 ms or more', ours: String(durations.length), target: '', met: null },
      { measure: 'median of those', ours: milliseconds(quantile(durations, 0.5)), target: '', met: null },
      {
        measure: 'slowest',
        ours: slowest === undefined ? 'none' : `${milliseconds(slowest.duration)} (${slowest.what})`,
        target: '',
        met: null,
      },
      {
        measure: `longer than ${LONG_INTERACTION_MS} ms`,
        ours: String(late.length),
        target: '0',
        met: late.length === 0,
      },
    ],
  }
}

interface EventEntry extends PerformanceEntry {
  readonly interactionId: number
  readonly target: Element | null
}

interface Interaction {
  readonly what: string
  readonly duration: number
}

/**
 * Runs in the page: how long each interaction took until the next frame, by its slowest event. Those under 16 ms are
 * not told by the browser.
 */
function watchInteractions(): void {
  const interactions = new Map<number, Interaction>()
  Object.assign(window, { interactions })
  const options = { type: 'event', durationThreshold: 16, buffered: true }
  new PerformanceObserver((list) => {
    for (const { interactionId, name, duration, target } of list.getEntries() as EventEntry[]) {
      const known = interactions.get(interactionId)
      if (interactionId === 0 || (known !== undefined && known.duration >= duration)) continue
      const where = target?.getAttribute('aria-label') ?? target?.localName ?? ''
      interactions.set(interactionId, { what: `${name} ${where} ${location.hash.slice(0, 12)}`, duration })
    }
  }).observe(options)
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
