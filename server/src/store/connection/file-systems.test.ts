/** DATA_DIR on file systems that lack something, as network and FUSE mounts do: the system's answers are replaced. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { atEnd, eventually, temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { DATABASE_FILE } from '../database.ts'

const STORE_HERE = fileURLToPath(new URL('../../../../testing/machine/store-here.ts', import.meta.url))
const skip = canTrace() ? false : 'needs strace, and the right to trace a child'

interface Told {
  readonly lock: { readonly kind: string; readonly reason?: unknown }
  readonly stored: boolean
  readonly reason: unknown
  readonly value?: number
  readonly journal?: string
}

function canTrace(): boolean {
  return spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0
}

/** What a process makes of the folder when the system answers it so (strace(1), "Tampering"). */
async function useWith(t: TestContext, dataDir: string, tampering: readonly string[]): Promise<Told> {
  const child = spawn(process.execPath, [STORE_HERE, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] })
  atEnd(t, () => child.kill('SIGKILL'))
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  await eventually(() => said.includes('waiting'))
  const strace = await attach(t, child, tampering)
  child.stdin.write('\n')
  await once(child, 'close')
  strace.kill('SIGTERM')
  return JSON.parse(said.split('\n').at(-2) ?? '') as Told
}

async function attach(
  t: TestContext,
  { pid }: ChildProcess,
  tampering: readonly string[],
): Promise<ChildProcess> {
  const strace = spawn('strace', ['-f', '-o', '/dev/null', '-p', String(pid), ...tampering], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  atEnd(t, () => strace.kill('SIGTERM'))
  let said = ''
  strace.stderr?.on('data', (chunk) => (said += chunk))
  await eventually(() => /attached/.test(said))
  return strace
}

for (const error of ['ENOLCK', 'EOPNOTSUPP'])
  test(`where locks answer ${error}, the reason names the file system and the cure`, { skip }, async (t) => {
    const dataDir = temporaryFolder(t)
    const { lock, stored, reason } = await useWith(t, dataDir, ['-e', `inject=fcntl:error=${error}`])
    assert.equal(lock.kind, 'impossible')
    assertWithoutLocks(lock.reason)
    assert.equal(stored, false)
    assertWithoutLocks(reason)
    assert.deepEqual(
      readdirSync(dataDir).filter((name) => name.startsWith('lock-probe')),
      [],
    )
  })

test('without shared memory a rollback journal is used, and a write-ahead log again once there is some', {
  skip,
}, async (t) => {
  const dataDir = temporaryFolder(t)
  const shared = ['-P', join(dataDir, `${DATABASE_FILE}-shm`), '-e', 'inject=mmap:error=ENODEV']
  for (const [tampering, journal] of [
    [shared, 'delete'],
    [[], 'wal'],
    [shared, 'delete'],
  ] as const) {
    const told = await useWith(t, dataDir, tampering)
    assert.deepEqual(told, { lock: { kind: 'held' }, stored: true, reason: null, value: 1, journal })
  }
})

/** It names the type of the file system and no path. */
function assertWithoutLocks(reason: unknown): void {
  const { code, fileSystem } = reason as Record<string, unknown>
  assert.equal(code, 'file_system_without_locks')
  assert.match(String(fileSystem), /^[\w.]+$/)
}
