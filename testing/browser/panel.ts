import type { Locator, Page } from '@playwright/test'
import { expect } from './test.ts'
import type { Watch } from './watch.ts'

export interface OpenOptions {
  /** A route of the panel, such as `/engines`. */
  readonly at?: string
  /** Handed over as the start-up link does it. */
  readonly key?: string
  readonly state?: RegExp
}

/** Opens the panel of a server and waits until it shows what the server says. */
export async function openPanel(
  page: Page,
  watch: Watch,
  url: string,
  options: OpenOptions = {},
): Promise<void> {
  const { at = '/', key, state = /Live/ } = options
  watch.allowOrigin(url)
  if (key === undefined) await page.goto(`${url}/panel/#${at}`)
  else {
    await page.goto(`${url}/panel/#key=${encodeURIComponent(key)}`)
    if (at !== '/') await goTo(page, at)
  }
  await expect(connection(page)).toHaveText(state)
}

/** Pages opened from now on have this theme. */
export async function chooseTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
  await page.addInitScript((chosen) => {
    localStorage.setItem('acestream-orchestrator.settings', JSON.stringify({ theme: chosen }))
  }, theme)
}

/** Follows a route as a link on the page would. */
export async function goTo(page: Page, at: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash
  }, at)
}

/** Also behind a drawer that the address opens. */
export const connection = (page: Page): Locator =>
  page.getByRole('status', { name: 'Connection', includeHidden: true })

export const main = (page: Page): Locator => page.getByRole('main')

export const card = (page: Page, id: string): Locator => page.locator(`[data-engine="${id}"]`)

export const streamRow = (page: Page, id: string): Locator => page.locator(`tr[data-stream="${id}"]`)

/** One of the five key figures, by its name. */
export const figure = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: 'Key figures' }).getByRole('link').filter({ hasText: name })

/** The value beside a name in a list of facts. */
export const fact = (within: Locator, name: string): Locator =>
  within.locator('dt', { hasText: new RegExp(`^${name}$`) }).locator('xpath=following-sibling::dd[1]')

/** Opens an engine's menu and chooses from it. */
export async function chooseFromMenu(within: Locator, item: string): Promise<void> {
  const page = within.page()
  await within.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

/** Drains an engine by its menu: removed afterwards, or kept for maintenance; as the dialog proposes if not said. */
export async function drain(within: Locator, way?: 'Remove it' | 'Keep it'): Promise<void> {
  await chooseFromMenu(within, 'Drain')
  const question = dialog(within.page(), /^Drain /)
  if (way !== undefined) await question.getByText(way, { exact: true }).click()
  await question.getByRole('button', { name: 'Drain' }).click()
}

export const dialog = (page: Page, title?: string | RegExp): Locator =>
  title === undefined ? page.getByRole('dialog') : page.getByRole('dialog', { name: title })

/** The colour as it is painted, as red, green and blue from 0 to 255. */
export async function paintOf(locator: Locator, property: 'color' | 'background-color' = 'color') {
  return locator.evaluate((element, name) => {
    const context = document.createElement('canvas').getContext('2d')
    if (context === null) throw new Error('no canvas')
    context.fillStyle = getComputedStyle(element).getPropertyValue(name)
    context.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
    return { red, green, blue }
  }, property)
}

export type Paint = Awaited<ReturnType<typeof paintOf>>

export const isGreen = ({ red, green, blue }: Paint) => green > red + 40 && green > blue + 20
export const isRed = ({ red, green, blue }: Paint) => red > green + 60 && red > blue + 60
export const isAmber = ({ red, green, blue }: Paint) => red > blue + 60 && green > blue + 40 && red > green
export const isGray = ({ red, green, blue }: Paint) =>
  Math.max(red, green, blue) - Math.min(red, green, blue) < 40

/** Kept by the panel in this browser. */
export const stored = (page: Page, name: 'settings' | 'keys'): Promise<unknown> =>
  page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? 'null'), `acestream-orchestrator.${name}`)

/** As a tab that another one is put before: automation can't do that to a page for real. */
export const setHidden = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((now) => {
    const state = now ? 'hidden' : 'visible'
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => now })
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
