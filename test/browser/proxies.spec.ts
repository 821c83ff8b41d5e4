// The panel behind other people's proxies: real ones, as people set them up.
import { expire, forwardAuth, REFUSALS, signIn } from '@acestream-orchestrator/testing/browser/forward-auth'
import {
  hasNginx,
  type Nginx,
  type NginxOptions,
  startNginx,
} from '@acestream-orchestrator/testing/browser/nginx'
import { connection, dialog, goTo, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { test as base, expect } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'

const test = base.extend<{ nginx: (options: NginxOptions) => Promise<Nginx> }>({
  nginx: async ({ watch }, use) => {
    // It ends before the page does, whose live connection it cuts.
    watch.allow(/ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_REFUSED/)
    const started: Nginx[] = []
    await use(async (options) => {
      const nginx = await startNginx(options)
      started.push(nginx)
      return nginx
    })
    for (const nginx of started) await nginx.close()
  },
})

test.skip(!hasNginx, 'nginx is not installed (Debian package nginx-light)')

/** user `anna`, password `sofa`, in the clear as htpasswd's `{PLAIN}` allows. */
const BASIC = {
  location: 'auth_basic "Home"; auth_basic_user_file $dir/users;',
  files: { users: 'anna:{PLAIN}sofa\n' },
}

test.describe('behind a proxy with a password (HTTP Basic)', () => {
  test.use({ httpCredentials: { username: 'anna', password: 'sofa' } })

  test('the fleet is live, and what needs the key works', async ({ page, watch, standIn, nginx }) => {
    watch.allow(REFUSED)
    const server = await standIn({ key: 'secret', beatMs: 0 })
    const { url } = await nginx({ upstream: server.url, ...BASIC })
    await openPanel(page, watch, url, { key: 'secret', at: '/engines' })
    await expect(page.locator('[data-engine]')).toHaveCount(6)
    await page.getByRole('button', { name: 'Clean up' }).click()
    await expect(page.getByText('Nothing to clean up.')).toBeVisible()
    expect(server.calls.find(({ line }) => line === 'POST /gc')?.key).toBe('secret')
    await goTo(page, `/engines/${server.world.engines[0]?.container_id}/logs`)
    await expect(page.getByRole('log')).toContainText('line 20 ')
  })

  test('the orchestrator takes the key from beside the password', async ({ page, watch, product, nginx }) => {
    watch.allow(REFUSED)
    const { url } = await nginx({ upstream: product.url, ...BASIC })
    await openPanel(page, watch, url, { key: product.key, at: '/engines' })
    await page.getByRole('button', { name: 'Clean up' }).click()
    await expect(page.getByText('Nothing to clean up.')).toBeVisible()
    const [write] = watch.requests.filter(({ method }) => method === 'POST')
    expect(write?.headers['x-api-key']).toBe(product.key)
  })
})

test.describe('behind a proxy with a sign-in of its own', () => {
  for (const [how, refusal] of Object.entries(REFUSALS))
    test(`a session that ends is named, and signing in again is enough: ${how}`, async ({
      page,
      context,
      watch,
      standIn,
      nginx,
    }) => {
      watch.allow(REFUSED)
      // The tab's icon is led away as well.
      watch.allow(/Loading the image .*sign-in' violates/)
      watch.allowOrigin('http://localhost:9')
      const server = await standIn({ beatMs: 0 })
      const { url } = await nginx({ upstream: server.url, ...forwardAuth(refusal) })
      await signIn(context, url)
      await openPanel(page, watch, url)
      await expire(context)
      server.hub.drop()
      await expect(connection(page)).toHaveText('Signed out')
      await expect(page).toHaveTitle('Signed out · Acestream Orchestrator')
      const state = main(page).getByRole('region', { name: 'Overall state' })
      await expect(state).toContainText('Your proxy asks you to sign in again')
      await expect(state.getByRole('link', { name: 'Reload to sign in' })).toBeVisible()
      await expect(page.locator('[data-engine]')).toHaveCount(6)
      await expect(page.getByText('Offline')).toHaveCount(0)
      await signIn(context, url)
      await state.getByRole('link', { name: 'Reload to sign in' }).click()
      await expect(connection(page)).toHaveText('Live')
    })

  test('an action says the same in its own place', async ({ page, context, watch, standIn, nginx }) => {
    watch.allow(REFUSED)
    const server = await standIn({ beatMs: 0 })
    const { url } = await nginx({ upstream: server.url, ...forwardAuth('return 401;') })
    await signIn(context, url)
    await openPanel(page, watch, url, { at: '/engines' })
    await expire(context)
    await page.getByRole('button', { name: 'Clean up' }).click()
    const said = page.getByRole('alert')
    await expect(said).toContainText('Couldn’t clean up: Your proxy asks you to sign in again.')
    await expect(said.getByRole('link', { name: 'Reload to sign in' })).toBeVisible()
  })

  test('the browser can read the manifest, and registers the service worker', async ({
    page,
    context,
    watch,
    standIn,
    nginx,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const { url } = await nginx({ upstream: server.url, ...forwardAuth('return 401;') })
    await signIn(context, url)
    await openPanel(page, watch, url)
    const devtools = await context.newCDPSession(page)
    const { data, errors } = await devtools.send('Page.getAppManifest')
    expect(errors).toEqual([])
    expect(JSON.parse(data ?? 'null')).toMatchObject({ name: 'Acestream Orchestrator' })
    const scope = await page.evaluate(async () => (await navigator.serviceWorker.register('./sw.js')).scope)
    expect(scope).toBe(`${url}/panel/`)
  })
})

test('a proxy that can’t reach the orchestrator says so, and the Server URL is not blamed', async ({
  page,
  watch,
  standIn,
  nginx,
}) => {
  watch.allow(REFUSED)
  const server = await standIn({ beatMs: 0 })
  const { url } = await nginx({ upstream: server.url })
  await openPanel(page, watch, url)
  await server.close()
  await expect(main(page)).toContainText('The proxy in front of the server can’t reach it (HTTP 502).', {
    timeout: 20_000,
  })
})

const BUFFERED = 'proxy_buffering on; proxy_buffers 8 4k; proxy_ignore_headers X-Accel-Buffering;'

test('a proxy that buffers event streams: polling, and the reason is shown', async ({
  page,
  watch,
  standIn,
  nginx,
}) => {
  const server = await standIn({ beatMs: 0 })
  const { url } = await nginx({ upstream: server.url, location: BUFFERED })
  watch.allowOrigin(url)
  await page.goto(`${url}/panel/`)
  await expect(connection(page)).toHaveText('Every 5 s', { timeout: 40_000 })
  await expect(main(page)).toContainText('holds live updates back')
})

test('behind it a log is read every few seconds, and says so', async ({ page, watch, standIn, nginx }) => {
  test.slow()
  const server = await standIn({ beatMs: 0 })
  const { url } = await nginx({ upstream: server.url, location: BUFFERED })
  watch.allowOrigin(url)
  await page.goto(`${url}/panel/#/engines/${server.world.engines[0]?.container_id}/logs`)
  await expect(connection(page)).toHaveText(/^Every/, { timeout: 40_000 })
  const log = dialog(page).getByRole('log')
  await expect(log).toContainText('line 20 ', { timeout: 20_000 })
  await expect(dialog(page)).toContainText('holds the log back')
  await expect(log).toContainText('line 24 ', { timeout: 20_000 })
  const lines = await log.locator('p').allTextContents()
  expect(lines.map((line) => Number(/line (\d+) /.exec(line)?.[1]))).toEqual(lines.map((_, n) => n + 1))
})
