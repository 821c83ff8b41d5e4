import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ImageUpdate } from '@acestream-orchestrator/contract/provisioning'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'

const NEWER = { digest: 'sha256:two', createdAtMs: 0, hasEntrypoint: true }
const SETTINGS = { MIN_REPLICAS: '3', MIN_FREE_REPLICAS: '0', MAX_REPLICAS: '3', ROLL_OUTDATED: 'false' }

type App = Awaited<ReturnType<typeof anApp>>
type Outside = ReturnType<typeof anOutside>

const stateOf = async (app: App) => (await app.get('/image/update')).json<ImageUpdate>()

const onNewest = ({ runtime }: Outside) =>
  [...runtime.containers.values()].filter(({ imageDigest }) => imageDigest === NEWER.digest).length

/** Three engines at the maximum, and a newer image in the registry. */
async function aFullFleet(t: Parameters<typeof anOutside>[0]) {
  const outside = anOutside(t)
  const app = await anApp(t, outside, SETTINGS)
  await app.advance(5000)
  assert.equal((await app.engines()).length, 3)
  outside.runtime.published = NEWER
  outside.runtime.creationMs = 2000
  return { outside, app }
}

test('an update pulls, replaces one engine at a time and waits for the busy one', async (t) => {
  const { outside, app } = await aFullFleet(t)
  const [busy] = await app.engines()
  assert.ok(busy)
  const stream = await app.play(busy)
  await app.advance(2000)
  assert.equal((await app.post('/image/update')).json<ImageUpdate>().state, 'pulling')
  let fewest = 3
  for (let seconds = 0; seconds < 60; seconds++) {
    await app.advance(1000)
    fewest = Math.min(fewest, outside.runtime.containers.size)
  }
  assert.ok(fewest >= 2, `down to ${fewest} engines`)
  assert.equal(onNewest(outside), 2)
  assert.ok(outside.runtime.containers.has(busy.container_id), 'the busy one stays')
  const { state, replaced, total, waiting } = await stateOf(app)
  assert.deepEqual([state, replaced, total, waiting], ['replacing', 2, 3, 1])
  await app.del(`/streams/${stream.id}?force=true`)
  await app.advance(60_000)
  assert.deepEqual([(await stateOf(app)).state, onNewest(outside)], ['done', 3])
})

test('a restart in the middle of an update goes on with it', async (t) => {
  const { outside, app } = await aFullFleet(t)
  await app.post('/image/update')
  for (let ms = 0; ms < 30_000 && onNewest(outside) === 0; ms += 100) await app.advance(100)
  assert.equal(onNewest(outside), 1)
  await app.stop()
  const second = await anApp(t, outside, SETTINGS)
  await second.advance(60_000)
  assert.deepEqual([(await stateOf(second)).state, onNewest(outside)], ['done', 3])
  await second.stop()
  const third = await anApp(t, outside, SETTINGS)
  await third.advance(5000)
  assert.equal((await stateOf(third)).state, 'idle', 'what is done is not done again')
})

test('a cancelled update replaces no further engine, after a restart neither', async (t) => {
  const { outside, app } = await aFullFleet(t)
  await app.post('/image/update')
  for (let ms = 0; ms < 30_000 && onNewest(outside) === 0; ms += 100) await app.advance(100)
  const answer = (await app.del('/image/update')).json<ImageUpdate>()
  assert.equal(answer.state, 'cancelled')
  await app.advance(60_000)
  assert.equal(onNewest(outside), 1)
  await app.stop()
  const second = await anApp(t, outside, SETTINGS)
  await second.advance(60_000)
  assert.deepEqual([(await stateOf(second)).state, onNewest(outside)], ['idle', 1])
})

test('a pull that fails ends the update with the reason, and engines stay as they are', async (t) => {
  const { outside, app } = await aFullFleet(t)
  outside.runtime.pull = async () => {
    throw new Error('pull access denied')
  }
  await app.post('/image/update')
  await app.advance(10_000)
  const { state, reason, reason_data } = await stateOf(app)
  assert.equal(state, 'failed')
  assert.match(reason ?? '', /pull access denied/)
  assert.ok(reason_data)
  assert.deepEqual([onNewest(outside), (await app.engines()).length], [0, 3])
})

test('engines are created from the image that is here while the newer one is pulled', async (t) => {
  const { outside, app } = await aFullFleet(t)
  const [engine] = await app.engines()
  outside.runtime.pull = () => new Promise(() => {})
  await app.post('/image/update')
  await app.advance(2000)
  await app.del(`/containers/${engine?.container_id}`)
  await app.advance(10_000)
  assert.equal((await app.engines()).length, 3)
  assert.equal((await stateOf(app)).state, 'pulling')
  assert.equal((await app.del('/image/update')).json<ImageUpdate>().state, 'cancelled')
})

test('with nothing outdated an update is done immediately', async (t) => {
  const { outside, app } = await aFullFleet(t)
  outside.runtime.published = undefined
  const calls = outside.runtime.calls.length
  await app.post('/image/update')
  await app.advance(3000)
  const { state, replaced } = await stateOf(app)
  assert.deepEqual([state, replaced], ['done', 0])
  assert.equal(outside.runtime.calls.length, calls)
})
