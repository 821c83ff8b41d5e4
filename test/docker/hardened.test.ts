/** The orchestrator as careful operators run it: without capabilities, and with nothing writable but /data. */
import assert from 'node:assert/strict'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { importNodeImage } from '@acestream-orchestrator/testing/docker/node-image'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import {
  REPOSITORY,
  runContained,
  startContained,
} from '@acestream-orchestrator/testing/orchestrator/contained'
import { useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'

const skip = process.env['TEST_DOCKER_HOST'] ? 'needs our files and socket on the same machine' : false
const IMAGE = 'orchestrator-test:1'
/** The user "node" of the image's base. */
const NODE_UID = 1000
const HARDENED = { CapDrop: ['ALL'], ReadonlyRootfs: true, SecurityOpt: ['no-new-privileges'], Tmpfs: {} }

describe('the orchestrator without capabilities, on a read-only file system', { skip }, () => {
  const rig = useProducts({ bystanders: false })

  /** `/data` as the Dockerfile leaves it: a new volume takes over its owner and mode. */
  before(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'image-'))
    mkdirSync(join(folder, 'etc'))
    writeFileSync(
      join(folder, 'etc/passwd'),
      `root:x:0:0::/root:/bin/sh\nnode:x:${NODE_UID}:${NODE_UID}::/home/node:/bin/sh\n`,
    )
    mkdirSync(join(folder, 'data'))
    chownSync(join(folder, 'data'), NODE_UID, 0)
    chmodSync(join(folder, 'data'), 0o770)
    await importNodeImage(rig.api, IMAGE, ['VOLUME /data'], folder)
    rmSync(folder, { recursive: true })
  })

  const socketPath = () => rig.host.slice('unix://'.length)
  const binds = () => [`${REPOSITORY}:/repo:ro`, `${socketPath()}:/var/run/docker.sock`]
  const socketGroup = () => String(statSync(socketPath()).gid)

  function changes(user: string, more: Readonly<Record<string, unknown>> = {}) {
    const groups = user === 'node' ? { GroupAdd: [socketGroup()] } : {}
    return { Image: IMAGE, User: user, HostConfig: { ...HARDENED, ...groups, ...more } }
  }

  /** Warnings and errors of the log, each with its reason; not that the key of our tests is short. */
  async function obstacles(log: () => Promise<string>): Promise<string[]> {
    const entries = (await log())
      .split('\n')
      .filter((line) => line.includes('{"level"'))
      .map(
        (line) =>
          JSON.parse(line.slice(line.indexOf('{'))) as { level: number; msg: string; reason?: string },
      )
    return entries
      .filter(({ level, msg }) => level >= 40 && !msg.startsWith('API_KEY'))
      .map(({ msg, reason = '' }) => `${msg}: ${reason}`)
  }

  for (const user of ['root', 'node'])
    test(`as ${user} it keeps its data in a new volume, makes engines, and has nothing to complain of`, async () => {
      const volume = `data-of-${user}`
      const own = changes(user, { Binds: [...binds(), `${volume}:/data`] })
      const first = await runContained(rig, 'bridge', {}, null, own)
      rig.eraseFirst(first.id)
      const engine = await first.product.onlyEngine()
      await first.product.call('POST', '/scale/2')
      await first.product.ready(2)
      assert.deepEqual(await obstacles(first.log), [])
      await rig.api.erase(first.id)

      const second = await runContained(rig, 'bridge', {}, null, own)
      rig.eraseFirst(second.id)
      const engines = await second.product.ready(2)
      assert.ok(engines.some(({ container_id }) => container_id === engine.container_id))
      assert.equal((await second.product.status()).engines.total, 2, 'the wish of before was kept in /data')
      await rig.api.erase(second.id)
      await rig.api.json('DELETE', `/volumes/${volume}`)
    })

  const OBSTACLES: readonly (readonly [
    obstacle: string,
    sentence: RegExp,
    user: string,
    more: () => object,
  ])[] = [
    [
      'a Docker socket that it may not use',
      /permission denied on \/var\/run\/docker\.sock: it belongs to group \d+; .*--group-add \d+/,
      'node',
      () => ({ GroupAdd: [] }),
    ],
    [
      'no Docker socket',
      /there is no Docker socket at \/var\/run\/docker\.sock: start Docker, set DOCKER_HOST, or mount the socket/,
      'root',
      () => ({ Binds: [binds()[0]] }),
    ],
    [
      'a data folder that is read-only',
      /DATA_DIR can not be written by user 0, .*: mount it without ":ro"/,
      'root',
      () => ({ Binds: [...binds(), 'read-only:/data:ro'] }),
    ],
    [
      'a data folder of somebody else',
      /DATA_DIR can not be written by user 1000, .*give that user the folder/,
      'node',
      () => ({ Tmpfs: { '/data': 'mode=0700' } }),
    ],
  ]
  for (const [obstacle, sentence, user, more] of OBSTACLES)
    test(`${obstacle} is explained in one sentence`, async (t) => {
      const { id, log } = await startContained(rig, {}, changes(user, { NetworkMode: 'bridge', ...more() }))
      rig.eraseFirst(id)
      const [, ...again] = await until(
        'the explanation',
        async () => {
          const found = (await obstacles(log)).filter((words) => sentence.test(words))
          return found.length > 0 && (await log()).includes('"listening;') && found
        },
        60_000,
      )
      t.diagnostic((await obstacles(log)).join('\n'))
      assert.deepEqual(again, [])
    })

  test('a port in use is explained in one sentence, and ends it', async (t) => {
    const first = await runContained(rig, 'bridge', {}, null, changes('root'))
    rig.eraseFirst(first.id)
    const beside = changes('root', { NetworkMode: `container:${first.id}` })
    const { id, log } = await startContained(rig, {}, beside, 'second')
    rig.eraseFirst(id)
    await rig.api.json('POST', `/containers/${id}/wait`)
    t.diagnostic((await obstacles(log)).join('\n'))
    const [sentence, ...more] = await obstacles(log)
    assert.match(sentence ?? '', /can't listen on 0\.0\.0\.0:8000: set another PORT or HOST/)
    assert.deepEqual(more, [])
  })
})
