import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startDockerd, type TestDockerd } from '@acestream-orchestrator/testing/docker/dockerd'
import { refusedWith } from '@acestream-orchestrator/testing/docker/refused-with'
import { startSshd, type TestSshd } from '@acestream-orchestrator/testing/docker/sshd'
import { aRuntime, aSpec, importEngineImage, made } from '@acestream-orchestrator/testing/docker/test-engine'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import type { DockerRuntime } from '../../server/src/runtime/docker/runtime.ts'

const skip = process.env['TEST_DOCKER_HOST'] ? 'needs the sandbox of a private engine' : false
const signal = new AbortController().signal
let dockerd: TestDockerd
let sshd: TestSshd

before(async () => {
  if (skip) return
  dockerd = await startDockerd()
  await importEngineImage(dockerd.api)
  sshd = await startSshd()
})

after(async () => {
  await sshd?.stop()
  await dockerd?.close()
})

const overSsh = (): DockerRuntime =>
  aRuntime(`ssh://root@127.0.0.1:${sshd.port}${dockerd.host.replace('unix://', '')}`)

test('engines are created, followed, read and removed over ssh', { skip }, async (t) => {
  const runtime = overSsh()
  const life = new AbortController()
  t.after(() => life.abort())
  await runtime.list(signal)
  const hints: (string | null)[] = []
  void runtime.watch((id) => hints.push(id), life.signal)
  await until('the events are open', () => hints.includes(null))
  const specs = Array.from({ length: 8 }, () => aSpec())
  const results = await Promise.all(specs.map((spec) => runtime.create(spec, signal)))
  const engines = results.map(made)
  assert.equal((await runtime.list(signal)).length, 8)
  await until('an event of each', () => engines.every(({ id }) => hints.includes(id)))
  await Promise.all(engines.map(({ id }) => runtime.stats(id, signal)))
  await Promise.all(engines.map(({ id }) => runtime.remove(id, 0, signal)))
  assert.deepEqual(await runtime.list(signal), [])
})

test('a host key that is not known is refused with what to do', { skip }, async (t) => {
  sshd.trust(false)
  t.after(() => sshd.trust(true))
  await assert.rejects(
    overSsh().list(signal),
    refusedWith('runtime_unavailable', /host key of 127\.0\.0\.1 is not known: add it to known_hosts/),
  )
})

test('a remote machine without docker, and a local one without ssh, are named as such', {
  skip,
}, async (t) => {
  const path = process.env['PATH']
  t.after(() => {
    process.env['PATH'] = path
    sshd.hideCommands(false)
  })
  sshd.hideCommands(true)
  await assert.rejects(
    overSsh().list(signal),
    refusedWith(
      'runtime_unavailable',
      /there is no docker command for that user on 127\.0\.0\.1: install Docker's client there/,
    ),
  )
  sshd.hideCommands(false)
  await overSsh().list(signal)
  process.env['PATH'] = '/nowhere'
  await assert.rejects(
    overSsh().list(signal),
    refusedWith('runtime_unavailable', /no ssh client is installed here/),
  )
})
