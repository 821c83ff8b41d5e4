import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import {
  faultOf,
  type Played,
  play,
  sessionOf,
  streamWhen,
} from '@acestream-orchestrator/testing/clients/reporter'
import { useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'

const rig = useProducts({ bystanders: false })

const ABANDONED_AFTER_S = 40
const ENV = {
  STREAM_ABANDONED_AFTER_S: String(ABANDONED_AFTER_S),
  MAX_REPLICAS: '1',
}

/** Reads the media as a proxy does for its viewers, in a process that can be killed. */
async function readMedia(t: { after(end: () => void): void }, { playbackUrl }: Played) {
  const script = `for await (const part of (await fetch(process.argv[1])).body) process.stdout.write('.')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, playbackUrl], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  t.after(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  child.stdout.resume()
  return child
}

test('a stream whose reporter was killed ends as abandoned, on its engine too, whose place is free', async (t) => {
  const product = await rig.run(ENV)
  const engine = await product.onlyEngine()
  const played = await play(product, engine, 'ab'.repeat(20))
  const proxy = await readMedia(t, played)
  await streamWhen(product, played, 'to play', ({ phase }) => phase === 'active')

  proxy.kill('SIGKILL')
  await faultOf(played, { delivery: 'stall' })
  await streamWhen(product, played, 'to stand still', ({ phase }) => phase === 'stalled', 40_000)
  assert.deepEqual((await product.engine(engine.container_id)).streams, [played.id], 'it holds its engine')

  const ended = await streamWhen(product, played, 'to end', ({ status }) => status === 'ended', 60_000)
  assert.equal(ended.end_reason, 'abandoned')
  assert.match(await sessionOf(played), /unknown playback session/)
  assert.deepEqual((await product.engine(engine.container_id)).streams, [])

  const next = await play(product, engine, 'cd'.repeat(20))
  await readMedia(t, next)
  await streamWhen(product, next, 'to play', ({ phase }) => phase === 'active')
})

test('one that is watched goes on, however long', async (t) => {
  const product = await rig.run(ENV)
  const played = await play(product, await product.onlyEngine(), 'ef'.repeat(20))
  await readMedia(t, played)
  await delay(ABANDONED_AFTER_S * 1000 + 5_000)
  const stream = await product.get<StreamState>(`/streams/${encodeURIComponent(played.id)}`)
  assert.equal(stream.phase, 'active')
})
