import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { inRepository } from './repository.ts'

const STAYS = 'setInterval(() => {}, 1000)'
const ENDS_ON_TERM = `process.on('SIGTERM', () => { say('told'); process.exit(5) }); ${STAYS}`

/** The launcher over two programs that note each start with their pid. `guarded`: as `npm start` runs it. */
function launched(
  t: TestContext,
  { orchestrator = ENDS_ON_TERM, proxy = ENDS_ON_TERM, env = {}, mode = [] as string[] } = {},
) {
  t.after(() => end()) // before the folder is removed, which the programs write to
  const folder = temporaryFolder(t)
  const file = (name: string, code: string) => {
    const path = join(folder, `${name}.cjs`)
    const say = `const say = (what) => require('node:fs').appendFileSync(${JSON.stringify(notes)}, '${name} ' + what + ' ' + process.pid + '\\n')`
    writeFileSync(path, `${say}; say('up'); ${code}`)
    return path
  }
  const notes = join(folder, 'notes')
  writeFileSync(notes, '')
  const files = [file('orchestrator', orchestrator), file('proxy', proxy)]
  const child: ChildProcess = spawn('sh', [inRepository('scripts/launcher.sh'), ...mode, ...files], {
    env: { PATH: process.env['PATH'], NODE: process.execPath, LOG_FORMAT: 'pretty', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let log = ''
  child.stdout?.on('data', (text) => {
    log += text
  })
  const pids = (what: string) =>
    [...readFileSync(notes, 'utf8').matchAll(new RegExp(`^${what} (\\d+)$`, 'gm'))].map(([, pid]) =>
      Number(pid),
    )
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  async function end(): Promise<void> {
    child.kill('SIGTERM')
    await exited
  }
  const bothUp = () =>
    until('both run', () => pids('orchestrator up').length > 0 && pids('proxy up').length > 0)
  return { child, pids, exited, bothUp, log: () => log }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

for (const name of ['orchestrator', 'proxy'])
  test(`${name}: killed, it is started again, and the other one notices nothing`, async (t) => {
    const { pids, bothUp, log } = launched(t)
    await bothUp()
    const [first = 0] = pids(`${name} up`)
    process.kill(first, 'SIGKILL')
    await until('it is back', () => pids(`${name} up`).length === 2)
    const other = name === 'proxy' ? 'orchestrator' : 'proxy'
    assert.equal(pids(`${other} up`).length, 1)
    assert.match(log(), new RegExp(`launcher: the ${name} ended with code 137; it is started again`))
  })

test('one that ends again and again is started less and less often', async (t) => {
  const { pids, log } = launched(t, { proxy: 'process.exit(1)' })
  await until('the third start', () => pids('proxy up').length === 3, 15_000)
  assert.match(log(), /the proxy ended with code 1; it is started again\n(.*\n)*.*in 1 s\n/)
})

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  test(`${signal} reaches both once; the exit code is the orchestrator's`, async (t) => {
    const { child, pids, exited, bothUp } = launched(t)
    await bothUp()
    child.kill(signal)
    assert.equal(await exited, 5)
    assert.deepEqual([pids('orchestrator told').length, pids('proxy told').length], [1, 1])
  })

test('an orchestrator that cannot start ends everything with its code, and the proxy with it', async (t) => {
  const { exited, pids } = launched(t, { orchestrator: 'setTimeout(() => process.exit(1), 1000)' })
  assert.equal(await exited, 1)
  assert.deepEqual(pids('proxy up').filter(isRunning), [])
})

test('a proxy with wrong settings is not started again, and the orchestrator goes on', async (t) => {
  const { pids, bothUp } = launched(t, { proxy: 'process.exit(78)' })
  await bothUp()
  await new Promise((done) => setTimeout(done, 1500))
  assert.equal(pids('proxy up').length, 1)
  assert.ok(isRunning(pids('orchestrator up')[0] ?? 0))
})

test('PROXY=off runs the orchestrator alone', async (t) => {
  const { child, pids, exited } = launched(t, { env: { PROXY: 'off' } })
  await until('it runs', () => pids('orchestrator up').length > 0)
  child.kill('SIGTERM')
  assert.equal(await exited, 5)
  assert.deepEqual(pids('proxy up'), [])
})

test('a launcher that is killed outright leaves nobody behind', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const { child, pids, bothUp } = launched(t, { mode: ['guarded'] })
  await bothUp()
  child.kill('SIGKILL')
  const left = [...pids('orchestrator up'), ...pids('proxy up')]
  await until('both have ended', () => !left.some(isRunning))
})
