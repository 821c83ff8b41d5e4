import { dialog, fact, goTo, main, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { UNAVAILABLE } from '@acestream-orchestrator/testing/browser/server/answers'
import type { Serve } from '@acestream-orchestrator/testing/browser/server/scenes'
import type { ServerOptions } from '@acestream-orchestrator/testing/browser/server/server'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'
import { REFUSED } from '@acestream-orchestrator/testing/browser/watch'

const streamAt = (id: string) => `/streams/${encodeURIComponent(id)}`

/** A stream that plays, with twelve peers. */
async function playing(serve: Serve, options: ServerOptions = {}) {
  const server = await serve({ engines: 1, ...options })
  const stream = await server.play(await server.engine(1), { title: 'Final', stat: { peers: 12 } })
  return { server, stream }
}

test.describe('the links of a stream', () => {
  test('the engine’s statistics open in a drawer with its own address, and can be read again and copied', async ({
    page,
    watch,
    serve,
  }) => {
    const { server, stream } = await playing(serve)
    await openPanel(page, watch, server.url, { at: streamAt(stream.short_id) })
    await page.getByRole('link', { name: 'Engine statistics' }).click()
    const drawer = dialog(page, 'Engine statistics')
    await expect(drawer).toContainText('"status": "dl"')
    await page.reload()
    await expect(drawer).toContainText('"peers": 12')
    const asked = () => server.wire.calls.filter(({ line }) => line.endsWith('/stat')).length
    const before = asked()
    await drawer.getByRole('button', { name: 'Refresh now' }).click()
    await expect.poll(asked).toBe(before + 1)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await drawer.getByRole('button', { name: 'Copy: Engine statistics' }).click()
    expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual({
      response: { status: 'dl', peers: 12 },
    })
    await page.keyboard.press('Escape')
    await expect(drawer).toHaveCount(0)
    await expect(page).toHaveURL(new RegExp(`#${streamAt(stream.short_id).replaceAll('|', '%7C')}$`))
  })

  test('with protected reads the drawer reads with the key, and no link leads to an answer of 401', async ({
    page,
    watch,
    serve,
  }) => {
    watch.allow(REFUSED)
    const { server, stream } = await playing(serve, { key: 'secret', settings: { PROTECT_READS: 'true' } })
    await openPanel(page, watch, server.url, { key: 'secret', at: `${streamAt(stream.short_id)}/stat` })
    await expect(dialog(page)).toContainText('"status": "dl"')
    expect(server.wire.calls.find(({ line }) => line.endsWith('/stat'))?.key).toBe('secret')
    await page.keyboard.press('Escape')
    await expect(main(page).getByText(`${server.url}${streamAt(stream.short_id)}/stat`)).toBeVisible()
    await expect(page.getByRole('link', { name: /Open through the orchestrator/ })).toHaveCount(0)
  })

  test('statistics that can’t be read say why, and are asked for again', async ({ page, watch, serve }) => {
    watch.allow(REFUSED)
    const { server, stream } = await playing(serve)
    await openPanel(page, watch, server.url, { at: streamAt(stream.short_id) })
    server.hang(await server.engine(1))
    await goTo(page, `${streamAt(stream.short_id)}/stat`)
    const drawer = dialog(page, 'Engine statistics')
    await expect(drawer).toContainText('Couldn’t load the engine statistics')
    await expect(drawer).toContainText('nothing listens there')
    server.wake(await server.engine(1))
    await drawer.getByRole('button', { name: 'Try again' }).click()
    await expect(drawer).toContainText('"status": "dl"')
  })

  test('statistics that can’t be read again stay, with the reason above', async ({ page, watch, serve }) => {
    watch.allow(REFUSED)
    const { server, stream } = await playing(serve)
    await openPanel(page, watch, server.url, { at: `${streamAt(stream.short_id)}/stat` })
    const drawer = dialog(page, 'Engine statistics')
    await expect(drawer).toContainText('"status": "dl"')
    server.wire.instead = UNAVAILABLE
    await drawer.getByRole('button', { name: 'Refresh now' }).click()
    await expect(drawer.getByRole('alert')).toContainText('Couldn’t load the engine statistics: ')
    await expect(drawer).toContainText('"status": "dl"')
  })

  test('the command goes through the orchestrator; the direct addresses are there to copy', async ({
    page,
    watch,
    serve,
  }) => {
    const { server, stream } = await playing(serve)
    await openPanel(page, watch, server.url, { at: streamAt(stream.short_id) })
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    for (const [name, url] of [
      ['Statistics URL', stream.stat_url],
      ['Command URL', stream.command_url],
    ] as const) {
      await expect(fact(main(page), name).getByRole('link')).toHaveAttribute('href', url)
      await page.getByRole('button', { name: `Copy: ${name}`, exact: true }).click()
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url)
    }
    await page.getByRole('button', { name: 'Stop through the orchestrator' }).click()
    await dialog(page, /^Stop/).getByRole('button', { name: 'Stop stream' }).click()
    await expect(main(page).getByText('Stopped', { exact: true })).toBeVisible()
    expect(server.wire.calls.map(({ line }) => decodeURIComponent(line))).toContain(
      `DELETE /streams/${stream.short_id}`,
    )
  })
})
