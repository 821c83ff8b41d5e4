import { LAUNCH } from '@acestream-orchestrator/testing/browser/chromium'
import { connection, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { makeWorld } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { UNREACHABLE } from '@acestream-orchestrator/testing/browser/watch'
import { chromium, type Page } from '@playwright/test'

interface Manifest {
  readonly name: string
  readonly display: string
  readonly start_url: string
  readonly theme_color: string
  readonly icons: readonly { readonly src: string; readonly sizes: string; readonly purpose?: string }[]
}

async function manifestOf(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  const { url, errors, data } = await devtools.send('Page.getAppManifest')
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
  return { url, errors, installabilityErrors, manifest: JSON.parse(data ?? 'null') as Manifest }
}

/** The size that a picture says it has, as the browser finds it when it draws it. */
const drawnSize = (page: Page, url: string): Promise<string> =>
  page.evaluate(async (src) => {
    const picture = new Image()
    picture.src = src
    await picture.decode()
    return `${picture.naturalWidth}x${picture.naturalHeight}`
  }, url)

const iconOf = (page: Page) => page.locator('link#favicon').getAttribute('href')

test.describe('installable', () => {
  test('the browser finds nothing that keeps it from installing the panel', async ({ product }) => {
    // With a profile of its own: the pages of other tests are private windows, which never install anything.
    const context = await chromium.launchPersistentContext('', LAUNCH)
    try {
      const page = await context.newPage()
      await page.goto(`${product.url}/panel/`)
      await expect(connection(page)).toHaveText('Live')
      const { url, errors, installabilityErrors, manifest } = await manifestOf(page)
      expect(errors).toEqual([])
      expect(installabilityErrors).toEqual([])
      expect(url).toBe(`${product.url}/panel/manifest.webmanifest`)
      expect(manifest).toMatchObject({ name: 'Acestream Orchestrator', display: 'standalone' })
      expect(new URL(manifest.start_url, url).href).toBe(`${product.url}/panel/`)
    } finally {
      await context.close()
    }
  })

  test('its icons are there in the sizes they claim, one of them maskable', async ({
    page,
    watch,
    product,
  }) => {
    await openPanel(page, watch, product.url)
    const { url, manifest } = await manifestOf(page)
    const pictures = manifest.icons.filter(({ sizes }) => sizes !== 'any')
    expect(pictures.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']))
    for (const { src, sizes } of pictures)
      expect(await drawnSize(page, new URL(src, url).href), src).toBe(sizes)
    expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true)
  })

  test('the theme colour is the manifest’s, and follows the theme', async ({ page, watch, product }) => {
    await openPanel(page, watch, product.url)
    const colour = page.locator('meta[name="theme-color"]')
    const { manifest } = await manifestOf(page)
    await expect(colour).toHaveAttribute('content', manifest.theme_color)
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByText('Light', { exact: true }).click()
    await expect(colour).not.toHaveAttribute('content', manifest.theme_color)
  })
})

test.describe('the tab shows the state', () => {
  test('by its title and by an icon of its own for fine, worried, broken and gone', async ({
    page,
    watch,
    standIn,
  }) => {
    watch.allow(UNREACHABLE)
    const server = await standIn({ beatMs: 0 })
    await openPanel(page, watch, server.url)
    await expect(page).toHaveTitle('Acestream Orchestrator')
    await expect.poll(() => iconOf(page)).toMatch(/state-good\.svg$/)
    const [first, second] = server.world.engines
    for (const engine of [first, second]) {
      if (engine === undefined) throw new Error('the world is empty')
      Object.assign(engine, { health_status: 'unhealthy', health_reason: 'no answer within 5 s' })
      server.hub.send('engine', engine)
    }
    await expect(page).toHaveTitle('2 unhealthy · Acestream Orchestrator')
    await expect.poll(() => iconOf(page)).not.toMatch(/state-good\.svg$/)
    server.world = makeWorld('red')
    await expect(page).toHaveTitle(/unhealthy|VPN down/)
    await expect.poll(() => iconOf(page)).toMatch(/state-bad\.svg$/)
    server.world = makeWorld('fine')
    await expect(page).toHaveTitle('Acestream Orchestrator')
    await expect.poll(() => iconOf(page)).toMatch(/state-good\.svg$/)
    await server.close()
    await expect(page).toHaveTitle('Offline · Acestream Orchestrator', { timeout: 20_000 })
    await expect.poll(() => iconOf(page)).toMatch(/state-bad\.svg$/)
  })

  test('the icons differ from each other and can be drawn', async ({ page, watch, product }) => {
    await openPanel(page, watch, product.url)
    const texts = await page.evaluate(async () => {
      const names = ['good', 'warn', 'bad', 'none'].map((name) => `./icons/state-${name}.svg`)
      return Promise.all(names.map(async (name) => (await fetch(name)).text()))
    })
    expect(new Set(texts).size).toBe(4)
    for (const name of ['good', 'warn', 'bad', 'none'])
      expect(await drawnSize(page, `${product.url}/panel/icons/state-${name}.svg`), name).toMatch(/^[1-9]/)
  })
})
