import type { NotifierList } from '@acestream-orchestrator/contract/alert'
import { axeViolations } from '@acestream-orchestrator/testing/browser/axe'
import { LAUNCH } from '@acestream-orchestrator/testing/browser/chromium'
import { openPanel } from '@acestream-orchestrator/testing/browser/panel'
import {
  clickNotification,
  deliverPush,
  notificationsOf,
  stubPush,
  trustOurCertificate,
} from '@acestream-orchestrator/testing/browser/push'
import type { TestServer } from '@acestream-orchestrator/testing/browser/server/server'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import type { Watch } from '@acestream-orchestrator/testing/browser/watch'
import { type Answer, startHttpReceiver } from '@acestream-orchestrator/testing/receivers/http-receiver'
import { pushBrowser } from '@acestream-orchestrator/testing/receivers/push-browser'
import { type BrowserContext, chromium, type Page } from '@playwright/test'

trustOurCertificate()

const JOIN = /^Notify this browser/
const CREATED: Answer = { status: 201 }

/** A push service, and a browser that subscribes at it. */
async function pushService(context: BrowserContext, url: string) {
  const ends: (() => void)[] = []
  const service = await startHttpReceiver({ after: (end) => void ends.push(end) }, () => CREATED, true)
  const browser = pushBrowser()
  await context.grantPermissions(['notifications'], { origin: url })
  await stubPush(context, `${service.origin}/push/this-browser`, browser)
  /** The newest message, as the browser reads it. */
  const read = () => browser.decrypt(service.received.at(-1)?.body ?? Buffer.alloc(0))
  return { service, read, close: () => ends.forEach((end) => void end()) }
}

const addNotifier = (server: TestServer) =>
  server.call<{ id: string }>('POST', '/notifiers', {
    kind: 'web_push',
    name: 'Browsers',
    fields: { contact: 'me@example.org' },
  })

const browsersOf = async (server: TestServer) =>
  (await server.call<NotifierList>('GET', '/notifiers')).notifiers[0]?.browsers

/** A server with one Web Push notifier, to which this browser is subscribed. */
async function subscribed({ page, context, watch, serve }: Subscribing) {
  const server = await serve({ engines: 1 })
  const push = await pushService(context, server.url)
  await addNotifier(server)
  await openPanel(page, watch, server.url, { at: '/settings/alerts' })
  await page.getByRole('button', { name: JOIN }).click()
  await expect(page.getByText('including this one.')).toBeVisible()
  return { server, push }
}

interface Subscribing {
  readonly page: Page
  readonly context: BrowserContext
  readonly watch: Watch
  readonly serve: (options: { engines: number }) => Promise<TestServer>
}

async function addInPanel(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add notifier' }).click()
  await page.getByLabel('Kind').selectOption('web_push')
  await page.getByLabel('Name').fill('Browsers')
  await page.getByLabel('Contact address').fill('me@example.org')
  await page.getByRole('button', { name: 'Save' }).click()
}

test('a browser subscribes, reads a test, is notified of an incident and opens it, and leaves', async ({
  page,
  context,
  watch,
  serve,
}, info) => {
  const server = await serve({ engines: 2 })
  const push = await pushService(context, server.url)
  await openPanel(page, watch, server.url, { at: '/settings/alerts' })
  await addInPanel(page)
  await expect(page.getByText('No browser is subscribed yet.')).toBeVisible()
  await page.getByRole('button', { name: JOIN }).click()
  await expect(page.getByText('1 browser is subscribed, including this one.')).toBeVisible()
  await page.getByRole('button', { name: 'Test: Browsers' }).click()
  await expect(page.getByText('Last message delivered')).toBeVisible()
  expect(JSON.parse(push.read())).toMatchObject({ state: 'test', incident: null })
  await page.screenshot({ path: info.outputPath('subscribed.png') })

  await page.reload()
  await expect(page.getByText('including this one.')).toBeVisible()
  await server.loseVpn()
  await server.until('the alert to be sent', async () => push.service.received.length > 1)
  const message = push.read()
  await deliverPush(page, message)
  await expect
    .poll(() => notificationsOf(page))
    .toEqual([expect.objectContaining({ title: JSON.parse(message).title })])
  await clickNotification(context)
  await expect(page).toHaveURL(/#\/\?incident=/)
  const linked = page.locator('[data-incident][aria-current="true"]')
  await expect(linked).toHaveAttribute('data-incident', JSON.parse(message).incident)
  await expect(linked).toBeInViewport()
  await page.screenshot({ path: info.outputPath('incident.png') })

  await page.goto(`${server.url}/panel/#/settings/alerts`)
  await page.getByRole('button', { name: 'Stop notifying this browser' }).click()
  await expect(page.getByText('No browser is subscribed yet.')).toBeVisible()
  expect(await browsersOf(server)).toBe(0)
  push.close()
})

for (const status of [404, 410])
  test(`a subscription that the push service answers with ${status} is removed`, async ({
    page,
    context,
    watch,
    serve,
  }) => {
    const { server, push } = await subscribed({ page, context, watch, serve })
    push.service.answer(() => ({ status }))
    await page.getByRole('button', { name: 'Test: Browsers' }).click()
    await expect(page.getByText('No browser is subscribed yet.')).toBeVisible()
    await expect(page.getByText(/^Last message failed/)).toBeVisible()
    expect(await browsersOf(server)).toBe(0)
    await page.getByRole('button', { name: JOIN }).click()
    await expect(page.getByText('including this one.')).toBeVisible()
    push.close()
  })

test('a message that nobody can read still shows that there is one', async ({
  page,
  context,
  watch,
  serve,
}) => {
  const { push } = await subscribed({ page, context, watch, serve })
  await deliverPush(page, 'no JSON')
  await expect.poll(() => notificationsOf(page)).toEqual([{ title: 'Acestream Orchestrator', body: '' }])
  push.close()
})

test('a link to an incident that is over says so', async ({ page, watch, serve }) => {
  const server = await serve({ engines: 1 })
  await openPanel(page, watch, server.url, { at: '/?incident=long-gone' })
  await expect(page.getByText('The incident of that notification is over.')).toBeVisible()
})

for (const { language, colorScheme, width, blocked } of [
  { language: 'en', colorScheme: 'light', width: 1440, blocked: 'This browser blocks notifications' },
  { language: 'es', colorScheme: 'dark', width: 390, blocked: 'Este navegador bloquea las notificaciones' },
] as const)
  test.describe(`blocked, in ${language}, ${colorScheme}, ${width} px`, () => {
    test.use({ locale: language, colorScheme, viewport: { width, height: 844 } })

    test('the row says what helps, and offers nothing else', async ({ page, watch, serve }, info) => {
      const server = await serve({ engines: 1 })
      await addNotifier(server)
      watch.allowOrigin(server.url)
      await page.addInitScript(() => {
        Object.defineProperty(Notification, 'permission', { get: () => 'denied' })
      })
      await page.goto(`${server.url}/panel/#/settings/alerts`)
      await expect(page.getByText(blocked)).toBeVisible()
      await expect(page.getByRole('button', { name: /^(Notify this|Avisar en este)/ })).toHaveCount(0)
      expect(await axeViolations(page)).toEqual([])
      await page.screenshot({ path: info.outputPath('blocked.png') })
    })
  })

test('over plain HTTP from another machine the row names the cure', async ({ serve }, info) => {
  const server = await serve({ engines: 1 })
  await addNotifier(server)
  const args = [...LAUNCH.args, '--host-resolver-rules=MAP panel.example 127.0.0.1']
  const browser = await chromium.launch({ ...LAUNCH, args })
  try {
    const page = await browser.newPage({ locale: 'en-GB' })
    await page.goto(`http://panel.example:${new URL(server.url).port}/panel/#/settings/alerts`)
    await expect(page.getByText('Browsers offer Web Push over HTTPS only.')).toBeVisible()
    await expect(page.getByRole('button', { name: JOIN })).toHaveCount(0)
    await page.screenshot({ path: info.outputPath('insecure.png') })
  } finally {
    await browser.close()
  }
})
