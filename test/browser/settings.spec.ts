import { dialog, figure, openPanel, paintOf, stored } from '@acestream-orchestrator/testing/browser/panel'
import { WEB_PAGE } from '@acestream-orchestrator/testing/browser/server/answers'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'

test.describe('settings', () => {
  test('a key is tested before it is kept: right and wrong', async ({ page, watch, product }) => {
    watch.allow(REFUSED)
    await openPanel(page, watch, product.url)
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByLabel('API Key').fill('not-the-key')
    await page.getByRole('button', { name: 'Test' }).click()
    await expect(page.getByText('The server rejects this key.')).toBeVisible()
    await page.getByLabel('API Key').fill(product.key)
    await page.getByRole('button', { name: 'Test' }).click()
    await expect(page.getByText('The server accepts this key.')).toBeVisible()
    expect(await stored(page, 'keys')).toBeNull()
    await page.getByRole('button', { name: 'Save' }).click()
    expect(await stored(page, 'keys')).toEqual({ [product.url]: product.key })
  })

  test('another server gets no key of the first', async ({ page, watch, serve }) => {
    const first = await serve({ key: 'secret-of-the-first' })
    const second = await serve({
      key: 'another',
      engines: 1,
      settings: { CORS_ORIGINS: first.url },
    })
    await openPanel(page, watch, first.url, { key: 'secret-of-the-first' })
    watch.allowOrigin(second.url)
    watch.allow(REFUSED)
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByLabel('Server URL').fill(second.url)
    await expect(page.getByLabel('API Key')).toHaveValue('')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(figure(page, 'Healthy Engines')).toContainText('1 of 1')
    await page.getByRole('button', { name: /^Target/ }).click()
    await dialog(page).getByRole('button', { name: 'Apply' }).click()
    await expect(dialog(page, 'API key required')).toContainText(second.url)
    expect(second.wire.calls.map(({ key }) => key)).not.toContain('secret-of-the-first')
  })

  test('a start-up link stores its key and leaves no trace of it in the address', async ({
    page,
    watch,
    product,
  }) => {
    await openPanel(page, watch, product.url, { key: product.key })
    expect(page.url()).toBe(`${product.url}/panel/#/`)
    expect(await stored(page, 'keys')).toEqual({ [product.url]: product.key })
    await page.goBack().catch(() => undefined)
    expect(page.url()).not.toContain(product.key)
  })

  test('a start-up link opened in a tab that shows the panel hands its key over too', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await serve({ key: 'secret' })
    await openPanel(page, watch, server.url, { at: '/vpn' })
    await page.evaluate(() => {
      location.hash = '#key=secret'
    })
    await expect.poll(() => stored(page, 'keys')).toEqual({ [server.url]: 'secret' })
    expect(page.url()).toBe(`${server.url}/panel/#/`)
    await page.goBack()
    expect(page.url()).toBe(`${server.url}/panel/#/vpn`)
  })

  test('a web page that answers everything accepts no key', async ({ page, watch, serve }) => {
    watch.allow(REFUSED)
    const server = await serve({ key: 'secret' })
    await openPanel(page, watch, server.url)
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByLabel('API Key').fill('anything')
    server.wire.instead = WEB_PAGE
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await expect(dialog(page).getByRole('alert')).toContainText('returns a web page')
    await expect(dialog(page)).not.toContainText('The server accepts this key.')
  })

  test('a verdict on a key is not that of the next one typed', async ({ page, watch, serve }) => {
    watch.allow(REFUSED)
    const server = await serve({ key: 'secret' })
    await openPanel(page, watch, server.url)
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByLabel('API Key').fill('secret')
    server.wire.delayMs = 500
    const answered = page.waitForResponse(/key-test/)
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByLabel('API Key').fill('secret and more')
    await answered
    await expect(page.getByRole('button', { name: 'Test', exact: true })).toBeEnabled()
    await expect(dialog(page)).not.toContainText('The server accepts this key.')
  })

  test('of two languages chosen quickly the last is shown', async ({ page, watch, fleet }) => {
    await openPanel(page, watch, fleet.url)
    await page.route(/\/es-.*\.js$/, async (route) => {
      await new Promise((done) => setTimeout(done, 500))
      await route.continue()
    })
    await page.getByRole('button', { name: 'Settings' }).click()
    const language = dialog(page).getByLabel('Language')
    const spanish = page.waitForResponse(/\/es-.*\.js$/)
    await language.selectOption('es')
    await language.selectOption('en')
    await (await spanish).finished()
    const isLoaded = () =>
      page.evaluate(() =>
        performance.getEntriesByType('resource').some(({ name }) => /\/es-.*\.js$/.test(name)),
      )
    await expect.poll(isLoaded).toBe(true)
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await expect(dialog(page, 'Settings')).toBeVisible()
  })

  test('a start-up link with another key asks before it replaces the stored one', async ({
    page,
    watch,
    serve,
  }) => {
    const server = await serve({ key: 'second' })
    await openPanel(page, watch, server.url, { key: 'first' })
    const open = async () => {
      await page.goto('about:blank')
      await page.goto(`${server.url}/panel/#key=second`)
    }
    await open()
    const question = dialog(page, 'Replace the stored key?')
    await question.getByRole('button', { name: 'Keep the stored key' }).click()
    expect(await stored(page, 'keys')).toEqual({ [server.url]: 'first' })
    await open()
    await question.getByRole('button', { name: 'Replace', exact: true }).click()
    expect(await stored(page, 'keys')).toEqual({ [server.url]: 'second' })
  })

  test('a wrong Server URL is refused while it is typed', async ({ page, watch, fleet }) => {
    await openPanel(page, watch, fleet.url)
    await page.getByRole('button', { name: 'Settings' }).click()
    const faults = {
      'javascript:alert(1)': /not a valid address|Only http/,
      'ftp://nas': 'Only http and https',
      'http://me:secret@nas': 'Remove the user name and password',
    }
    for (const [typed, sentence] of Object.entries(faults)) {
      await page.getByLabel('Server URL').fill(typed)
      await expect(dialog(page)).toContainText(sentence)
    }
  })

  test('theme, density and language take effect immediately and after a reload', async ({
    page,
    watch,
    fleet,
  }) => {
    await openPanel(page, watch, fleet.url)
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByText('Light', { exact: true }).click()
    await page.getByText('Compact', { exact: true }).click()
    await page.getByLabel('Language').selectOption('es')
    await expect(dialog(page, 'Ajustes')).toBeVisible()
    await page.reload()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
    await expect(page.locator('html')).toHaveAttribute('data-density', 'compact')
    await expect(page.locator('html')).toHaveAttribute('lang', 'es')
    await expect(page.getByRole('navigation').first()).toContainText('Motores')
  })

  test('the theme System follows the system, the browser’s own bars with it', async ({
    page,
    watch,
    fleet,
  }) => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await openPanel(page, watch, fleet.url)
    await page.getByRole('button', { name: 'Settings' }).click()
    await dialog(page).getByText('System', { exact: true }).click()
    const bar = page.locator('meta[name="theme-color"]')
    await expect(bar).toHaveAttribute('content', '#0a0c11')
    const dark = await paintOf(page.locator('html'), 'background-color')
    await page.emulateMedia({ colorScheme: 'light' })
    await expect(bar).toHaveAttribute('content', '#f3f4f8')
    const light = await paintOf(page.locator('html'), 'background-color')
    expect(light.red).toBeGreaterThan(dark.red + 100)
  })

  test('where storage is forbidden it works for the session and says so', async ({ page, watch, fleet }) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('The operation is insecure.', 'SecurityError')
        },
      })
    })
    await openPanel(page, watch, fleet.url)
    await page.getByRole('button', { name: 'Settings' }).click()
    await expect(dialog(page).getByRole('alert')).toContainText('does not save settings')
    await expect(dialog(page)).toContainText(`Stored until this tab is closed, for ${fleet.url} only.`)
    await page.getByText('Light', { exact: true }).click()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  })

  test('where storage is full a change holds for the session and that is said', async ({
    page,
    watch,
    fleet,
  }) => {
    await page.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
      }
    })
    await openPanel(page, watch, fleet.url)
    await page.getByRole('button', { name: 'Settings' }).click()
    await expect(dialog(page).getByRole('alert')).toHaveCount(0)
    await page.getByText('Light', { exact: true }).click()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
    await expect(dialog(page).getByRole('alert')).toContainText('does not save settings')
  })

  test('a start-up link’s key is for the server of the link, whichever server is shown', async ({
    page,
    watch,
    serve,
  }) => {
    const first = await serve({ key: 'key-of-the-first' })
    const second = await serve({
      key: 'another',
      engines: 1,
      settings: { CORS_ORIGINS: first.url },
    })
    watch.allowOrigin(second.url)
    watch.allow(REFUSED)
    await page.addInitScript(
      (url) => localStorage.setItem('acestream-orchestrator.settings', JSON.stringify({ serverUrl: url })),
      second.url,
    )
    await openPanel(page, watch, first.url, { key: 'key-of-the-first' })
    await expect(figure(page, 'Healthy Engines')).toContainText('1 of 1')
    expect(await stored(page, 'keys')).toEqual({ [first.url]: 'key-of-the-first' })
    await page.getByRole('button', { name: /^Target/ }).click()
    await dialog(page).getByRole('button', { name: 'Apply' }).click()
    await expect(dialog(page, 'API key required')).toContainText(second.url)
    expect(second.wire.calls.filter(({ key }) => key !== null)).toEqual([])
  })
})

test.describe('a browser that asks for Spanish', () => {
  test.use({ locale: 'es-ES' })

  test('is answered in Spanish, with its numbers and dates', async ({ page, watch, fleet }) => {
    watch.allowOrigin(fleet.url)
    await page.goto(`${fleet.url}/panel/`)
    await expect(page.getByRole('navigation').first()).toContainText('Motores')
    await expect(page.getByRole('main')).toContainText(/\d,\d+ MB\/s/)
    await expect(page.locator('html')).toHaveAttribute('lang', 'es')
  })
})
