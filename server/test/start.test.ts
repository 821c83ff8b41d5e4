import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { Readiness } from '@acestream-orchestrator/contract/status'
import { startOrchestrator, TEST_KEY } from '../../test/orchestrator.ts'

const execFileAsync = promisify(execFile)
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** Engines that run and never answer: enough to see whether somebody takes them away. */
const ENGINES = { RUNTIME: 'process', ENGINE_COMMAND: 'sleep 600', STOP_ENGINES_ON_EXIT: 'true' }

const aDirectory = () => mkdtemp(join(tmpdir(), 'start-'))

/** Starts the product where it can't go on; answers how it ended and what it wrote. */
async function failedStart(env: Readonly<Record<string, string>>): Promise<{ code: number; log: string }> {
  const options = { env: { ...process.env, ...ENGINES, API_KEY: TEST_KEY, ...env }, timeout: 20_000 }
  const error = await execFileAsync(process.execPath, [MAIN], options).then(
    () => assert.fail('it ended well'),
    (failure: unknown) => failure,
  )
  const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
  return { code, log: stdout + stderr }
}

test('a second start on the same port says so, ends, and touches nothing of the first', async (t) => {
  const first = await startOrchestrator({ env: ENGINES })
  t.after(first.close)
  const ids = async () => (await first.get<EngineState[]>('/engines')).map(({ container_id: id }) => id)
  while ((await ids()).length === 0) await delay(20)
  const before = await ids()

  const same = await failedStart({ PORT: String(first.port), DATA_DIR: first.dataDir })
  assert.equal(same.code, 1)
  assert.match(same.log, /can't listen on 127\.0\.0\.1/)
  const directory = await aDirectory()
  t.after(() => rm(directory, { recursive: true }))
  const elsewhere = join(directory, 'data')
  assert.equal((await failedStart({ PORT: String(first.port), DATA_DIR: elsewhere })).code, 1)

  assert.deepEqual(await ids(), before)
  await assert.rejects(access(elsewhere), { code: 'ENOENT' })
})

test('a data directory that can not be made is told, and the API answers', async (t) => {
  const directory = await aDirectory()
  const inTheWay = join(directory, 'file')
  await writeFile(inTheWay, '')
  const dataDir = join(inTheWay, 'data')
  const orchestrator = await startOrchestrator({ env: { ...ENGINES, API_KEY: '' }, dataDir })
  t.after(async () => {
    await orchestrator.close()
    await rm(directory, { recursive: true })
  })
  const answer = await fetch(`${orchestrator.url}/readyz`)
  const { checks } = (await answer.json()) as Readiness
  assert.equal(answer.status, 503)
  assert.equal(checks.store.ok, false)
  assert.match(orchestrator.log(), /ENOTDIR[^}]*DATA_DIR can not be made/)
  assert.match(orchestrator.log(), /this run only[^"]*#key=/)
})

test('on this machine only: the log says how to open it to the home network', async (t) => {
  const orchestrator = await startOrchestrator({ env: ENGINES })
  t.after(orchestrator.close)
  assert.match(orchestrator.log(), /HOST=0\.0\.0\.0/)
})
