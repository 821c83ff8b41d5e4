import assert from 'node:assert/strict'
import { readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { startDockerd } from '@acestream-orchestrator/testing/docker/dockerd'
import { aRuntime, aSpec, importEngineImage, made } from '@acestream-orchestrator/testing/docker/test-engine'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { sentenceOrNull } from '../../server/src/wording/sentence.ts'

const skip = process.env['TEST_DOCKER_HOST'] ? 'damages the files of the engine' : false
const signal = new AbortController().signal

test('a container whose files are damaged is kept as known and listed, the others are read', {
  skip,
}, async (t) => {
  const dockerd = await startDockerd()
  t.after(() => dockerd.close())
  await importEngineImage(dockerd.api)
  const runtime = aRuntime(dockerd.host)
  const [damaged, sound] = [
    made(await runtime.create(aSpec(), signal)),
    made(await runtime.create(aSpec(), signal)),
  ]
  await runtime.list(signal)

  const { Driver } = await dockerd.api.json<{ Driver: string }>('GET', '/info')
  const data = join(dirname(dockerd.host.replace('unix://', '')), 'data')
  const mount = readFileSync(join(data, 'image', Driver, 'layerdb', 'mounts', damaged.id, 'mount-id'), 'utf8')
  const layer = join(data, Driver === 'vfs' ? 'vfs/dir' : Driver, mount)
  renameSync(layer, `${layer}.away`)
  await dockerd.api.send('POST', `/containers/${damaged.id}/kill`)
  await until('the inspection is refused', async () => {
    const { status } = await dockerd.api.send('GET', `/containers/${damaged.id}/json`)
    return status === 500
  })

  const facts = await until('it is listed as dead', async () => {
    const found = await runtime.list(signal)
    return found.find(({ id }) => id === damaged.id)?.status === 'exited' && found
  })
  const kept = facts.find(({ id }) => id === damaged.id)
  assert.deepEqual([kept?.name, kept?.exitCode, kept?.startedAtMs], [damaged.name, 137, damaged.startedAtMs])
  assert.match(sentenceOrNull(kept?.unread ?? null) ?? '', /\S/)
  const other = facts.find(({ id }) => id === sound.id)
  assert.deepEqual([other?.status, other?.unread], ['running', null])
  assert.equal((await runtime.inspect(damaged.id, signal))?.status, 'exited')

  renameSync(`${layer}.away`, layer)
  await runtime.remove(damaged.id, 0, signal)
  assert.deepEqual(
    (await runtime.list(signal)).map(({ id }) => id),
    [sound.id],
  )
})
