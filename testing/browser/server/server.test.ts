import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { startServer } from './server.ts'

test('engines run and streams play under their titles, and end as a history', async (t) => {
  const server = await startServer({ engines: 2, streams: 1, ended: 1 })
  t.after(server.close)
  const [stream, ...others] = await server.streams()
  assert.equal(others.length, 0)
  assert.equal(stream?.title, 'Final · Copa del Norte')
  assert.equal((await server.call<unknown[]>('GET', '/streams?status=ended')).length, 1)
})

test('an engine that hangs is found unhealthy, and healthy once it answers again', async (t) => {
  const server = await startServer({ engines: 2, streams: 2 })
  t.after(server.close)
  const [engine] = await server.engines()
  if (engine === undefined) throw new Error('no engine')
  const health = async () =>
    (await server.engines()).find(({ container_id }) => container_id === engine.container_id)?.health_status
  await server.fail(engine)
  assert.equal(await health(), 'unhealthy')
  server.wake(engine)
  await server.advance(60_000)
  assert.equal(await health(), 'healthy')
})

test('an engine beyond the wanted number is lost for good', async (t) => {
  const server = await startServer({ engines: 3, wanted: 1 })
  t.after(server.close)
  const [engine] = await server.engines()
  if (engine) await server.lose(engine)
  await server.advance(1000)
  assert.equal((await server.engines()).length, 2)
})

test('a stop and a start find the same engines on the same address', async (t) => {
  const server = await startServer({ engines: 2 })
  t.after(server.close)
  const ids = async () => (await server.engines()).map(({ container_id }) => container_id).toSorted()
  const before = { ids: await ids(), url: server.url }
  await server.stop()
  await server.start()
  await server.advance(1000)
  assert.deepEqual({ ids: await ids(), url: server.url }, before)
})

test('the wire delays, answers by itself, and cuts streams; it keeps what was asked', async (t) => {
  const server = await startServer({ engines: 1, key: 'secret' })
  t.after(server.close)
  const get = (path: string, headers = {}) => fetch(`${server.url}${path}`, { headers })
  server.wire.instead = { status: 200, body: '<p>sign in</p>' }
  assert.equal(await (await get('/engines')).text(), '<p>sign in</p>')
  server.wire.instead = null
  server.wire.delayMs = 100
  const startedMs = performance.now()
  await (await get('/engines', { authorization: 'Bearer secret' })).text()
  assert.ok(performance.now() - startedMs >= 95)
  assert.deepEqual(server.wire.calls.at(-1), { line: 'GET /engines', key: 'secret' })

  server.wire.delayMs = 0
  const live = await get('/live')
  assert.equal(server.wire.openStreams(), 1)
  server.wire.cutStreams()
  await assert.rejects(live.text())
})

test('a stop does not wait for somebody who follows a log', { timeout: 20_000 }, async () => {
  const server = await startServer({ engines: 1 })
  const [engine] = await server.call<EngineState[]>('GET', '/engines')
  const log = await fetch(`${server.url}/containers/${engine?.container_id}/logs?follow=true`)
  await server.close()
  assert.match(await log.text(), /event: error\n/)
})
