import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProxySession } from '@acestream-orchestrator/contract/playback'
import type { HistorySeries } from '@acestream-orchestrator/contract/status'
import { type AppRig, anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'

const recorded = async (app: AppRig) => {
  const { series } = (await app.get('/history?metric=viewers&window=5m')).json<HistorySeries>()
  return (series['viewers'] ?? []).filter((value) => value !== null)
}

test('viewers that a proxy counts are recorded; without one nothing is', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, { MIN_REPLICAS: '1' })
  const engine = await app.engine()
  const reported = await app.play(engine)
  await app.advance(11_000)
  assert.deepEqual(await recorded(app), [])

  const session: ProxySession = {
    container_id: engine.container_id,
    engine: { host: engine.host, port: engine.port },
    stream: { key_type: 'infohash', key: 'b'.repeat(40) },
    session: {
      playback_session_id: 'of-the-proxy',
      stat_url: reported.stat_url.replace(/[^/]+$/, 'aa'),
      command_url: reported.command_url.replace(/[^/]+$/, 'aa'),
      is_live: 1,
    },
    viewers: 3,
  }
  outside.sessions.play(engine.port, session.session.stat_url.split('/').slice(-2).join('/'))
  assert.equal((await app.put('/playback/sessions/p', { sessions: [session] })).statusCode, 200)
  await app.advance(11_000)
  const [first, ...others] = await recorded(app)
  assert.deepEqual(
    [first, ...others],
    [first, ...others].map(() => 3),
  )
  assert.equal(first, 3)
})
