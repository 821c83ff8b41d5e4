// An engine that is gone keeps its page for seven days.

import { dialog, fact, openPanel } from '@acestream-orchestrator/testing/browser/panel'
import { ago } from '@acestream-orchestrator/testing/browser/stand-in/clock'
import { makeWorld } from '@acestream-orchestrator/testing/browser/stand-in/world'
import { expect, test } from '@acestream-orchestrator/testing/browser/test'

const GONE = 'feedfacecafe'

function withArchive(lines: readonly string[]) {
  const world = makeWorld('fine')
  const stream = world.streams.find(({ status }) => status === 'ended') ?? world.streams[0]
  if (stream === undefined) throw new Error('no stream')
  world.archives = [
    {
      container_id: GONE,
      container_name: 'acestream-9',
      image: 'acestream-http-proxy:latest',
      variant: 'krinkuto11-amd64',
      version: '3.2.11',
      host: '127.0.0.1',
      port: 19008,
      vpn_container: 'gluetun',
      external: false,
      first_seen: ago(7200),
      removed_at: ago(300),
      end_reason: 'unhealthy',
      reason: 'replaced: it did not answer',
      reason_data: { code: 'verbatim', text: 'replaced: it did not answer' },
      exit_code: null,
      oom_killed: false,
      checks: Array.from({ length: 40 }, (_, n) => ({
        ts: ago(300 + (40 - n) * 30),
        ok: n < 37,
        latency_ms: n < 37 ? 12 : null,
        reason: n < 37 ? null : 'no answer within 5 s',
        reason_data: null,
      })),
      log: [...lines],
      log_missing: lines.length > 0 ? null : 'the container was gone already',
      log_missing_data: null,
      streams: [stream],
    },
  ]
  return { world, stream }
}

test('its page shows name, end, checks, streams and the last lines of its log', async ({
  page,
  watch,
  standIn,
}) => {
  const { world, stream } = withArchive(['starting', '<b>peer</b> timed out'])
  const server = await standIn({ world, beatMs: 0 })
  await openPanel(page, watch, server.url, { at: `/engines/${GONE}` })
  const shown = dialog(page, 'acestream-9')
  await expect(shown.getByRole('heading', { name: 'acestream-9' })).toBeVisible()
  await expect(shown).toContainText('Removed')
  await expect(shown).toContainText('replaced: it did not answer')
  await expect(shown.getByRole('slider')).toHaveAttribute('aria-valuetext', '37 of 40 checks answered')
  await expect(fact(shown, 'Ran for')).toHaveText('1h 55m')
  await expect(shown.getByRole('link', { name: stream.title ?? stream.key })).toBeVisible()
  await expect(shown.locator('pre')).toHaveText('starting\n<b>peer</b> timed out')
})

test('where no log was kept it says why', async ({ page, watch, standIn }) => {
  const server = await standIn({ world: withArchive([]).world, beatMs: 0 })
  await openPanel(page, watch, server.url, { at: `/engines/${GONE}` })
  await expect(dialog(page, 'acestream-9')).toContainText('the container was gone already')
})

test('one that was never known, or is forgotten by now, says so', async ({ page, watch, fleet }) => {
  watch.allow(/404 \(Not Found\)/)
  await openPanel(page, watch, fleet.url, { at: '/engines/unheard-of' })
  await expect(dialog(page)).toContainText('This engine no longer exists')
})
