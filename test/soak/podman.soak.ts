/** The tests of Docker against Podman, which speaks Docker's API in words of its own. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startPodman } from '@acestream-orchestrator/testing/docker/podman-service'

/** What we ask of an engine, and the whole product. Gluetun's network is not tested on it. */
const FILES = ['reading', 'runtime', 'orchestrator']

test('what the orchestrator does on Docker works on Podman', async (t) => {
  const podman = await startPodman()
  t.after(() => podman.close())
  for (const name of FILES)
    await t.test(name, async () => {
      const file = fileURLToPath(new URL(`../docker/${name}.test.ts`, import.meta.url))
      const { NODE_TEST_CONTEXT: _, ...env } = process.env // the tests of the file are its own
      const child = spawn(process.execPath, ['--test', '--test-timeout=120000', file], {
        env: { ...env, TEST_DOCKER_HOST: podman.host },
        stdio: ['ignore', 'inherit', 'inherit'],
      })
      assert.deepEqual(await once(child, 'exit'), [0, null])
    })
})
