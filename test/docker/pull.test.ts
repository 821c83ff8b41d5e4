import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { PullProgress } from '../../server/src/provisioning/ports.ts'
import type { DockerRuntime } from '../../server/src/runtime/docker/runtime.ts'
import { startDockerd, type TestDockerd } from './dockerd.ts'
import { type Registry, startRegistry } from './registry.ts'
import { aRuntime } from './test-engine.ts'

const LAYER_BYTES = 8 * 1024 * 1024
const signal = new AbortController().signal
/** Another engine may be on another machine, from where our loopback can't be reached. */
const skip = process.env['TEST_DOCKER_HOST'] ? 'the registry is on our loopback' : false

let dockerd: TestDockerd
let registry: Registry
let runtime: DockerRuntime

before(async () => {
  dockerd = await startDockerd()
  registry = await startRegistry(LAYER_BYTES)
  runtime = aRuntime(dockerd.host)
})

after(async () => {
  registry?.close()
  await dockerd?.close()
})

test('a pull tells its progress in bytes, and the image is there when it ends', { skip }, async () => {
  const seen: PullProgress[] = []
  await runtime.pull(registry.reference, (progress) => seen.push(progress), signal)
  const last = seen.at(-1)
  assert.ok((last?.totalBytes ?? 0) >= LAYER_BYTES)
  assert.equal(last?.doneBytes, last?.totalBytes)
  assert.deepEqual(
    seen.map(({ doneBytes }) => doneBytes),
    seen.map(({ doneBytes }) => doneBytes).sort((a, b) => a - b),
  )
  const image = await runtime.image(registry.reference, signal)
  assert.match(image?.digest ?? '', /^sha256:[0-9a-f]{64}$/)
  assert.deepEqual([image?.createdAtMs, image?.hasEntrypoint], [Date.UTC(2026, 0, 2, 3, 4, 5), true])
})

test('an unknown tag and an unreachable registry are told in the words of Docker', { skip }, async () => {
  const unknown = registry.reference.replace(/:1$/, ':2')
  await assert.rejects(
    runtime.pull(unknown, () => {}, signal),
    { code: 'image_missing', message: /^pulling image .*: .*(unknown|not found)/ },
  )
  const nowhere = '127.0.0.1:1/engine:1'
  await assert.rejects(
    runtime.pull(nowhere, () => {}, signal),
    { code: 'image_missing', message: /refused/ },
  )
})
