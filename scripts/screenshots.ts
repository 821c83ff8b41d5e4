// `npm run screenshots [seconds of life before the first]`: docs/images, of the real server with emulated engines and VPN.
import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { LAUNCH } from '@acestream-orchestrator/testing/browser/chromium'
import { type Product, startProduct } from '@acestream-orchestrator/testing/browser/product'
import { type Browser, chromium, type Page } from '@playwright/test'
import { ensurePanel } from './build-panel.ts'
import { inRepository } from './repository.ts'

const IMAGES = inRepository('docs', 'images')
const WIDE = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }

/** Long enough for the charts' five minutes to be full. */
const LIFE_S = Number(process.argv[2] ?? 310)

/** Long enough for the first live values. */
const SETTLED_MS = 3000

/** Content ids, the same in every run. Two of them are watched on one engine. */
const CHANNELS = ['one', 'two', 'three', 'four', 'five'].map((name) =>
  createHash('sha1').update(name).digest('hex'),
)

const ALIVE = {
  MIN_REPLICAS: '6',
  MAX_REPLICAS: '6',
  HEALTH_CHECK_INTERVAL_S: '5',
  HEALTH_FAILURES: '3',
  COLLECT_INTERVAL_S: '2',
  ENGINE_ENV: 'EMULATOR_CONTROL=on EMULATOR_HOST=127.0.0.1 EMULATOR_BITRATE_KBPS=4000',
}

interface Shot {
  readonly name: string
  readonly at: string
  readonly theme?: 'light'
  /** Pressed once the page is there. */
  readonly press?: string
  /** What must be there before the picture is taken. */
  readonly shows: string
}

/** Pages that have been open for a while: their small lines are full. */
interface Pages {
  readonly wide: Page
  readonly phone: Page
}

async function openPages(browser: Browser, url: string): Promise<Pages> {
  const common = { locale: 'en-GB', reducedMotion: 'reduce', bypassCSP: true } as const
  const wide = await browser.newContext({ ...common, viewport: WIDE })
  const phone = await browser.newContext({ ...common, viewport: PHONE, hasTouch: true, isMobile: true })
  const pages = { wide: await wide.newPage(), phone: await phone.newPage() }
  for (const page of Object.values(pages)) await page.goto(`${url}/panel/`)
  return pages
}

async function take(page: Page, { name, at, theme, press, shows }: Shot): Promise<void> {
  await page.evaluate(
    ([hash, chosen]) => {
      location.hash = hash
      document.documentElement.dataset['theme'] = chosen
    },
    [at, theme ?? 'dark'] as const,
  )
  if (press) await page.locator(press).first().click()
  await page.locator(shows).first().waitFor()
  await page.mouse.move(0, 0)
  await page.waitForTimeout(SETTLED_MS)
  // Without the room that is kept for a scroll bar, which a picture doesn't show.
  await page.screenshot({ path: `${IMAGES}/${name}.png`, style: 'html { scrollbar-gutter: auto }' })
  console.log(`docs/images/${name}.png`)
}

/** People watch: five channels on four engines. Returns the id of the first stream. */
async function beginToWatch(product: Product): Promise<string> {
  const engines = await product.idleEngines(6)
  const ids: string[] = []
  for (const [index, channel] of CHANNELS.entries()) {
    const engine = engines[index % 4]
    if (engine) ids.push((await product.play(channel, engine)).streamId)
  }
  return ids[0] ?? ''
}

/** Every engine hangs: it is red after two missed checks. */
async function everythingRed(product: Product): Promise<void> {
  for (const engine of await product.engines())
    await product.fault(engine, { api: 'hang', delivery: 'stall' })
  await sleep(30_000)
}

async function withoutVpn(product: Product): Promise<void> {
  for (const engine of await product.engines()) await product.clearFaults(engine)
  await product.vpn('vpn', { status: 'stopped' })
  await sleep(40_000)
}

const CARD = '[data-engine]'
const RED = '[data-health="unhealthy"]'

async function takeAll({ wide, phone }: Pages, product: Product): Promise<void> {
  const stream = `/streams/${encodeURIComponent(await beginToWatch(product))}`
  console.log(`living for ${LIFE_S} s ...`)
  await sleep(LIFE_S * 1000)
  await take(wide, { name: 'dashboard_overview', at: '/', shows: CARD })
  await take(wide, { name: 'dashboard_light', at: '/', shows: CARD, theme: 'light' })
  await take(wide, { name: 'engines', at: '/engines', shows: CARD })
  await take(wide, {
    name: 'engine_drawer',
    at: '/engines',
    press: `${CARD} h3 a`,
    shows: '[role="dialog"] canvas',
  })
  await take(wide, { name: 'streams', at: '/streams', shows: 'tr[data-stream]' })
  await take(wide, { name: 'stream', at: stream, shows: 'main canvas' })
  await take(wide, { name: 'vpn', at: '/vpn', shows: 'main dl' })
  await take(wide, { name: 'activity', at: '/activity', shows: '[data-entry]' })
  await take(phone, { name: 'phone', at: '/', shows: CARD })
  await take(phone, { name: 'phone_stream', at: stream, shows: 'main canvas' })
  await everythingRed(product)
  await take(wide, { name: 'everything_red', at: '/', shows: RED })
  await take(phone, { name: 'phone_red', at: '/', shows: RED })
  await withoutVpn(product)
  await take(wide, { name: 'vpn_down', at: '/', shows: CARD })
}

await ensurePanel()
await mkdir(IMAGES, { recursive: true })
const product = await startProduct({ env: ALIVE })
const browser = await chromium.launch(LAUNCH)
try {
  await takeAll(await openPages(browser, product.url), product)
} finally {
  await browser.close()
  await product.close()
}
process.exit()
