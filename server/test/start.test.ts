import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { Readiness } from '@acestream-orchestrator/contract/status'
import {
  freePort,
  orchestratorAt,
  startOrchestrator,
  TEST_KEY,
} from '@acestream-orchestrator/testing/orchestrator/process'

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

/** A start that may or may not go on. */
function aStart(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, ...ENGINES, API_KEY: TEST_KEY, LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const chunks: string[] = []
  child.stdout.on('data', (chunk) => chunks.push(String(chunk)))
  const ended = once(child, 'close').then(([code]: number[]) => code)
  const end = async () => {
    child.kill()
    await ended
  }
  return { ended, end, log: () => chunks.join('') }
}

test('a second start on the same port says so, ends, and touches nothing of the first', async (t) => {
  const first = await startOrchestrator({ env: ENGINES })
  t.after(first.close)
  const ids = async () =>
    (await first.get<EngineState[]>('/engines?all=true')).map(({ container_id: id }) => id)
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

for (const [place, isShared] of [
  ['one data directory', true],
  ['two data directories', false],
] as const)
  test(`of two starts at the same moment on ${place} one goes on, and the other has touched nothing`, async (t) => {
    const directory = await aDirectory()
    const port = await freePort()
    const dataDirs = [join(directory, 'one'), join(directory, isShared ? 'one' : 'two')]
    const starts = dataDirs.map((dataDir) => aStart({ PORT: String(port), DATA_DIR: dataDir }))
    t.after(async () => {
      await Promise.all(starts.map((each) => each.end()))
      await rm(directory, { recursive: true })
    })
    const refused = await Promise.race(starts.map((each) => each.ended.then(() => each)))
    const [first] = starts.filter((each) => each !== refused)
    assert.ok(first)
    assert.equal(await refused.ended, 1)
    assert.match(refused.log(), /can't listen on 127\.0\.0\.1/)
    const { get } = orchestratorAt(`http://127.0.0.1:${port}`)
    const engines = () => get<EngineState[]>('/engines?all=true').catch(() => [])
    while ((await engines()).length === 0) await delay(20)
    assert.match(first.log(), /"listening/)
    assert.equal((await readdir(directory)).length, 1)
    const folders = await readdir(join(directory, (await readdir(directory)).join(), 'engines'))
    assert.equal(folders.length, 1, 'each engine has a folder')
  })

test('a second process on the same data directory is refused with who holds it, until that one is gone', async (t) => {
  const first = await startOrchestrator({ env: ENGINES })
  t.after(first.close)
  const second = { DATA_DIR: first.dataDir, PORT: String(await freePort()) }
  const refused = await failedStart(second)
  assert.equal(refused.code, 1)
  assert.match(refused.log, new RegExp(`DATA_DIR is in use by process ${first.pid} on \\S+ since 20`))

  await first.kill()
  const next = await startOrchestrator({ env: ENGINES, dataDir: first.dataDir })
  await next.close()
})

test('of two starts at the same moment on one data directory and two ports one goes on', async (t) => {
  const directory = await aDirectory()
  const ports = [await freePort(), await freePort()]
  const starts = ports.map((port) => aStart({ PORT: String(port), DATA_DIR: directory }))
  t.after(async () => {
    await Promise.all(starts.map((each) => each.end()))
    await rm(directory, { recursive: true })
  })
  const refused = await Promise.race(starts.map((each) => each.ended.then(() => each)))
  const [first] = starts.filter((each) => each !== refused)
  assert.match(refused.log(), /DATA_DIR is in use by/)
  while (!first?.log().includes('"listening')) await delay(20)
})

test('the database and its folder are for their owner alone', async (t) => {
  const directory = await aDirectory()
  const dataDir = join(directory, 'data')
  const orchestrator = await startOrchestrator({ env: ENGINES, dataDir })
  t.after(async () => {
    await orchestrator.close()
    await rm(directory, { recursive: true })
  })
  const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
  assert.equal(await modeOf(dataDir), '700')
  const files = (await readdir(dataDir)).filter((name) => name !== 'engines')
  assert.ok(files.includes('acestream-orchestrator.sqlite'))
  for (const name of files) assert.equal(await modeOf(join(dataDir, name)), '600', name)
})

for (const place of ['file/data', 'file', 'x'.repeat(300)])
  test(`a DATA_DIR that can never be a folder ends the start: ${place.slice(0, 20)}`, async (t) => {
    const directory = await aDirectory()
    t.after(() => rm(directory, { recursive: true }))
    await writeFile(join(directory, 'file'), '')
    const { code, log } = await failedStart({
      DATA_DIR: join(directory, place),
      PORT: String(await freePort()),
    })
    assert.equal(code, 1)
    assert.match(log, /DATA_DIR can never be a folder there: set another one/)
  })

test('a data directory that nobody can write is told, and the API answers', async (t) => {
  const orchestrator = await startOrchestrator({
    env: { ...ENGINES, API_KEY: '' },
    dataDir: '/proc/self/task',
  })
  t.after(orchestrator.close)
  const answer = await fetch(`${orchestrator.url}/readyz`)
  const { checks } = (await answer.json()) as Readiness
  assert.equal(answer.status, 503)
  assert.equal(checks.store.ok, false)
  assert.match(orchestrator.log(), /DATA_DIR can't be locked/)
  assert.match(orchestrator.log(), /set API_KEY, or give DATA_DIR/)
  assert.doesNotMatch(orchestrator.log(), /#key=/, 'a log is kept and read by others')
})

test('on this machine only: the log says how to open it to the home network', async (t) => {
  const orchestrator = await startOrchestrator({ env: ENGINES })
  t.after(orchestrator.close)
  assert.match(orchestrator.log(), /HOST=0\.0\.0\.0/)
})

test('a HOST that does not resolve is told before anything is touched', async () => {
  const directory = await aDirectory()
  const dataDir = join(directory, 'data')
  const { code, log } = await failedStart({ HOST: 'x86_64-conda-linux-gnu.invalid', DATA_DIR: dataDir })
  assert.equal(code, 1)
  assert.match(log, /HOST does not resolve.*unset it or set 127\.0\.0\.1/)
  await assert.rejects(access(dataDir), { code: 'ENOENT' })
  await rm(directory, { recursive: true })
})
