// Every action that the server refuses says what failed and why where it was started, and can be tried again from there.

import {
  card,
  chooseFromMenu,
  dialog,
  drain,
  goTo,
  main,
  openPanel,
} from '@acestream-orchestrator/testing/browser/panel'
import type { StandIn } from '@acestream-orchestrator/testing/browser/stand-in/server'
import type { World } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED, UNREACHABLE } from '@acestream-orchestrator/testing/browser/watch'
import type { Locator, Page } from '@playwright/test'

const engineOf = ({ engines }: World, n: number) => {
  const engine = engines[n]
  if (engine === undefined) throw new Error(`there is no engine ${n}`)
  return engine
}

const shownCard = (page: Page, { world }: StandIn, n = 0): Locator =>
  card(page, engineOf(world, n).container_id)

type Start = (page: Page, server: StandIn) => Promise<void>

interface Refused {
  readonly at: string
  readonly refuse: { readonly status: number; readonly code: string; readonly detail: string }
  /** Opens its dialog, in which `confirm` is pressed. */
  readonly open: Start
  readonly confirm: string
  readonly says: string
  /** The call that the second attempt ends in. */
  readonly call: RegExp
}

const fromMenuOf =
  (n: number, item: string): Start =>
  (page, server) =>
    chooseFromMenu(shownCard(page, server, n), item)

const IN_DIALOGS: Readonly<Record<string, Refused>> = {
  'restarting an engine': {
    at: '/engines',
    refuse: { status: 502, code: 'runtime_failed', detail: 'the container did not stop' },
    open: fromMenuOf(0, 'Restart'),
    confirm: 'Restart engine',
    says: 'Couldn’t restart the engine: An engine, the VPN or Docker refused the request or did not respond. It says: the container did not stop.',
    call: /^POST \/engines\/.+\/restart$/,
  },
  'forgetting an external engine': {
    at: '/engines',
    refuse: { status: 404, code: 'not_found', detail: 'engine is not known' },
    open: fromMenuOf(1, 'Forget external engine'),
    confirm: 'Forget',
    says: 'Couldn’t forget the engine: The server does not know this. It says: engine is not known.',
    call: /^DELETE \/engines\//,
  },
  'deleting an engine': {
    at: '/engines',
    refuse: { status: 409, code: 'conflict', detail: 'it is being replaced' },
    open: fromMenuOf(0, 'Delete engine'),
    confirm: 'Delete engine',
    says: 'Couldn’t delete the engine: The request failed. It says: it is being replaced.',
    call: /^DELETE \/containers\//,
  },
  'setting the target': {
    at: '/engines',
    refuse: { status: 403, code: 'origin', detail: 'this page is not in CORS_ORIGINS' },
    open: async (page) => {
      await page.getByRole('button', { name: 'Target 6' }).click()
      await dialog(page).getByRole('button', { name: 'One engine more' }).click()
    },
    confirm: 'Apply',
    says: 'Couldn’t set the target: The server does not allow this. It says: this page is not in CORS_ORIGINS.',
    call: /^POST \/scale\/7$/,
  },
  'giving the target back': {
    at: '/engines',
    refuse: { status: 409, code: 'conflict', detail: 'a scaling is under way' },
    open: (page) => page.getByRole('button', { name: 'Target 7' }).click(),
    confirm: 'Back to automatic',
    says: 'Couldn’t set the target: The request failed. It says: a scaling is under way.',
    call: /^DELETE \/scale$/,
  },
  'restarting the tunnel': {
    at: '/vpn',
    refuse: { status: 502, code: 'vpn_failed', detail: 'Gluetun answered 500' },
    open: (page) => page.getByRole('button', { name: 'Restart tunnel' }).click(),
    confirm: 'Restart tunnel',
    says: 'Couldn’t restart the tunnel: An engine, the VPN or Docker refused the request or did not respond. It says: Gluetun answered 500.',
    call: /^POST \/vpn\/restart$/,
  },
}

test.describe('an action that is refused', () => {
  test.beforeEach(({ watch }) => watch.allow(REFUSED))

  test('what failed and why stands in its dialog, where it can be tried again', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    Object.assign(engineOf(server.world, 1), { external: true })
    await openPanel(page, watch, server.url)
    for (const [name, { at, refuse, open, confirm, says, call }] of Object.entries(IN_DIALOGS)) {
      await test.step(name, async () => {
        server.faults.refuse = refuse
        await goTo(page, at)
        await open(page, server)
        await dialog(page).getByRole('button', { name: confirm }).click()
        await expect(dialog(page).getByRole('alert')).toHaveText(says)
        server.faults.refuse = null
        const before = server.calls.length
        await dialog(page).getByRole('button', { name: confirm }).click()
        await expect(dialog(page)).toHaveCount(0)
        expect(server.calls.slice(before).map(({ line }) => line)).toContainEqual(expect.stringMatching(call))
      })
    }
  })

  test('draining and ending it: the reason stands on the card, which stays as it was', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const [ready, draining] = server.world.engines
    if (ready === undefined || draining === undefined) throw new Error('too few engines')
    Object.assign(draining, { state: 'draining', health_status: 'unknown' })
    await openPanel(page, watch, server.url, { at: '/engines' })
    server.faults.refuse = { status: 409, code: 'conflict', detail: 'it is starting' }
    const first = card(page, ready.container_id)
    await drain(first)
    await expect(first.getByRole('alert')).toHaveText(
      'Couldn’t drain the engine: The request failed. It says: it is starting.',
    )
    await expect(first.getByText('Healthy', { exact: true })).toBeVisible()
    server.faults.refuse = { status: 502, code: 'runtime_failed', detail: 'its host is down' }
    const second = card(page, draining.container_id)
    await chooseFromMenu(second, 'Stop draining')
    await expect(second.getByRole('alert')).toHaveText(
      'Couldn’t stop draining: An engine, the VPN or Docker refused the request or did not respond. It says: its host is down.',
    )
    await expect(second.getByText('Draining', { exact: true })).toBeVisible()
    await expect(first.getByRole('alert')).toBeVisible()
  })

  test('reading the container: the reason stands in its card, and the button asks again', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0, key: 'secret' })
    const { container_id: id, port } = engineOf(server.world, 0)
    const refused = { code: 'runtime_failed', detail: 'Docker does not answer' }
    await page.route(`**/containers/${id}`, (route) => route.fulfill({ status: 502, json: refused }))
    await openPanel(page, watch, server.url, { key: 'secret', at: `/engines/${id}/container` })
    const drawer = dialog(page)
    await expect(drawer.getByRole('alert')).toHaveText(
      'Container: An engine, the VPN or Docker refused the request or did not respond. It says: Docker does not answer.',
    )
    await expect(drawer).toContainText('host.http_port=')
    await page.unroute(`**/containers/${id}`)
    await drawer.getByRole('button', { name: 'Load from Docker' }).click()
    await expect(drawer.getByText(`${port}/tcp → 127.0.0.1:${port}`)).toBeVisible()
    await expect(drawer.getByRole('alert')).toHaveCount(0)
  })
})

test.describe('an action while the server is gone', () => {
  test.beforeEach(({ watch }) => watch.allow(UNREACHABLE))

  test('says so on the card, beside a button of the page, and in a dialog, which stays', async ({
    page,
    watch,
    standIn,
  }) => {
    const server = await standIn({ beatMs: 0 })
    const shown = shownCard(page, server)
    await openPanel(page, watch, server.url, { at: '/engines' })
    // What a menu and a dialog are made of is fetched with the first of them.
    for (const item of ['Restart', 'Drain']) {
      await chooseFromMenu(shown, item)
      await dialog(page).getByRole('button', { name: 'Cancel' }).click()
    }
    await server.close()
    await drain(shown)
    await expect(shown.getByRole('alert')).toHaveText(
      /^Couldn’t drain the engine: The server can’t be reached\./,
    )
    await page.getByRole('button', { name: 'Start an engine' }).click()
    const beside = main(page).getByRole('alert').filter({ hasText: 'Couldn’t start an engine' })
    await expect(beside).toHaveText(/^Couldn’t start an engine: The server can’t be reached\./)
    await chooseFromMenu(shown, 'Restart')
    const confirm = dialog(page).getByRole('button', { name: 'Restart engine' })
    await confirm.click()
    await expect(dialog(page).getByRole('alert')).toHaveText(
      /^Couldn’t restart the engine: The server can’t be reached\./,
    )
    await expect(confirm).toBeEnabled()
  })
})
