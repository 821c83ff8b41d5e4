import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDockerd, type TestDockerd } from '@acestream-orchestrator/testing/docker/dockerd'
import { refusedWith } from '@acestream-orchestrator/testing/docker/refused-with'
import { type Registry, startRegistry } from '@acestream-orchestrator/testing/docker/registry'
import { aRuntime } from '@acestream-orchestrator/testing/docker/test-engine'
import type { PullProgress } from '../../server/src/provisioning/ports.ts'
import type { DockerRuntime } from '../../server/src/runtime/docker/runtime.ts'

const LAYER_BYTES = 8 * 1024 * 1024
const SLOW_LAYER_MS = 1500
const signal = new AbortController().signal
/** Another engine may be on another machine, from where our loopback can't be reached. */
const skip = process.env['TEST_DOCKER_HOST'] ? 'the registry is on our loopback' : false

let dockerd: TestDockerd
let registry: Registry
let slowRegistry: Registry
let runtime: DockerRuntime

before(async () => {
  dockerd = await startDockerd()
  registry = await startRegistry(LAYER_BYTES)
  slowRegistry = await startRegistry(LAYER_BYTES, SLOW_LAYER_MS)
  runtime = aRuntime(dockerd.host)
})

after(async () => {
  registry?.close()
  slowRegistry?.close()
  await dockerd?.close()
})

async function pulled(reference: string): Promise<readonly PullProgress[]> {
  const seen: PullProgress[] = []
  await runtime.pull(reference, (progress) => seen.push(progress), signal)
  const image = await runtime.image(reference, signal)
  assert.match(image?.digest ?? '', /^sha256:[0-9a-f]{64}$/)
  assert.deepEqual([image?.createdAtMs, image?.hasEntrypoint], [Date.UTC(2026, 0, 2, 3, 4, 5), true])
  return seen
}

test('a slow pull reports its progress in bytes', { skip }, async () => {
  const seen = await pulled(slowRegistry.reference)
  const last = seen.at(-1)
  assert.ok((last?.totalBytes ?? 0) >= LAYER_BYTES)
  assert.equal(last?.doneBytes, last?.totalBytes)
  const done = seen.map(({ doneBytes }) => doneBytes)
  assert.deepEqual(
    done,
    done.toSorted((a, b) => a - b),
  )
  assert.ok(
    done.some((bytes) => bytes > 0 && bytes < LAYER_BYTES),
    'between nothing and everything',
  )
  await dockerd.api.send('DELETE', `/images/${slowRegistry.reference}?force=true`)
})

test('a pull that ends immediately leaves the image, whatever progress was reported', { skip }, async () => {
  for (const { doneBytes, totalBytes } of await pulled(registry.reference))
    assert.ok(doneBytes <= (totalBytes ?? Number.POSITIVE_INFINITY))
})

test('an unknown tag and an unreachable registry are reported in the words of Docker', { skip }, async () => {
  const unknown = registry.reference.replace(/:1$/, ':2')
  await assert.rejects(
    runtime.pull(unknown, () => {}, signal),
    refusedWith('image_missing', /^pulling image .*: .*(unknown|not found)/),
  )
  const nowhere = '127.0.0.1:1/engine:1'
  await assert.rejects(
    runtime.pull(nowhere, () => {}, signal),
    refusedWith('image_missing', /refused/),
  )
})

test('the registry is asked for a newer image, and nothing is downloaded', { skip }, async () => {
  const { reference } = registry
  const compare = (name: string) => runtime.compareWithRegistry(name, signal)
  await runtime.pull(reference, () => {}, signal)
  assert.deepEqual(await compare(reference), { state: 'current' })
  const before = await runtime.image(reference, signal)
  registry.publishNewer()
  assert.deepEqual(await compare(reference), { state: 'newer' })
  assert.deepEqual(await runtime.image(reference, signal), before)
  await runtime.pull(reference, () => {}, signal)
  assert.deepEqual(await compare(reference), { state: 'current' })
  registry.close()
  const away = await compare(reference)
  assert.equal(away.state, 'unknown')
  assert.match(JSON.stringify(away), /ask_registry.*refused/)
  const nowhere = await compare('nobody/has-this:1')
  assert.equal(nowhere.state === 'unknown' && nowhere.reason.code, 'image_not_here')
})
