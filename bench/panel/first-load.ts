import { startStandIn } from '@acestream-orchestrator/testing/browser/stand-in/server'
import type { Browser } from '@playwright/test'
import type { BenchTable } from '../table.ts'
import { openTab } from './browser.ts'

const MOST_SCRIPT_KB = 130
const SETTLED_MS = 3000

/** What a first visit fetches, as it travels (gzip). */
export async function benchFirstLoad(browser: Browser): Promise<BenchTable> {
  const server = await startStandIn()
  const { page, close } = await openTab(browser)
  const fetched: { url: URL; type: string; bytes: number }[] = []
  const sizes: Promise<void>[] = []
  page.on('requestfinished', (request) => {
    const size = async () => {
      const { responseBodySize } = await request.sizes()
      fetched.push({ url: new URL(request.url()), type: request.resourceType(), bytes: responseBodySize })
    }
    sizes.push(size())
  })
  await page.goto(`${server.url}/panel/`)
  await page.locator('[data-engine]').first().waitFor()
  await page.waitForTimeout(SETTLED_MS)
  await Promise.all(sizes)
  await close()
  await server.close()
  const kilobytes = (type: string) =>
    fetched.filter((one) => one.type === type).reduce((sum, { bytes }) => sum + bytes, 0) / 1000
  const script = kilobytes('script')
  const foreign = fetched.filter(({ url }) => url.origin !== server.url)
  return {
    title: 'First load of the panel',
    rows: [
      {
        measure: 'JavaScript',
        ours: kb(script),
        target: `<= ${MOST_SCRIPT_KB} kB`,
        met: script <= MOST_SCRIPT_KB,
      },
      { measure: 'styles', ours: kb(kilobytes('stylesheet')), target: '', met: null },
      { measure: 'fonts', ours: kb(kilobytes('font')), target: '', met: null },
      {
        measure: 'files',
        ours: String(fetched.filter(({ url }) => url.pathname.startsWith('/panel/')).length),
        target: '',
        met: null,
      },
      {
        measure: 'requests to other hosts',
        ours: String(foreign.length),
        target: '0',
        met: foreign.length === 0,
      },
    ],
  }
}

const kb = (value: number) => `${value.toFixed(1)} kB`
