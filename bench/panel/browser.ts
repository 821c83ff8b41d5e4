import { LAUNCH } from '@acestream-orchestrator/testing/browser/chromium'
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test'

export const launch = (): Promise<Browser> => chromium.launch(LAUNCH)

export interface Tab {
  readonly page: Page
  readonly devtools: CDPSession
  close(): Promise<void>
}

/** A tab of a browser that has been nowhere: nothing is cached. */
export async function openTab(browser: Browser): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  return { page, devtools, close: () => context.close() }
}

/** A processor four times slower, and what Chrome's own tools call "Fast 4G". */
export async function slowDown(devtools: CDPSession): Promise<void> {
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 165,
    downloadThroughput: (9_000_000 / 8) * 0.9,
    uploadThroughput: (1_500_000 / 8) * 0.9,
  })
}
