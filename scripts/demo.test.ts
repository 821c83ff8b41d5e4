import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { ensurePanel } from './build-panel.ts'
import { inRepository } from './repository.ts'

const directory = mkdtempSync(join(tmpdir(), 'demo-test-'))
const demos: ChildProcess[] = []
before(ensurePanel)
after(async () => {
  // One that a failed test left would keep this file from ending.
  for (const demo of demos.filter(({ exitCode }) => exitCode === null)) {
    demo.kill('SIGINT')
    await once(demo, 'exit')
  }
  rmSync(directory, { recursive: true })
})

interface Demo {
  readonly child: ChildProcess
  readonly address: string
  readonly exited: Promise<number | null>
}

async function startDemo(): Promise<Demo> {
  const child = spawn(process.execPath, [inRepository('scripts', 'demo.ts')], {
    env: { ...process.env, TMPDIR: directory },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  demos.push(child)
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  await until('the address is printed', async () => output.includes('/panel/#key='))
  return { child, exited, address: /http:\/\/[^/]+(?=\/panel\/)/.exec(output)?.[0] ?? '' }
}

async function healthyEngines(address: string): Promise<number> {
  const engines = (await (await fetch(`${address}/engines`)).json()) as EngineState[]
  return engines.filter(({ health_status }) => health_status === 'healthy').length
}

/** Everything the demo starts writes its output into a file under the demo's own directory. */
function processesOfDemo(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/1`).startsWith(directory)
      } catch {
        return false
      }
    })
    .map(Number)
}

async function until(what: string, check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await check()) return
    await sleep(100)
  }
  assert.fail(`never: ${what}`)
}

describe('npm run demo', () => {
  for (const time of ['once', 'and once more'])
    test(`shows the panel with healthy engines and leaves nothing behind, ${time}`, async () => {
      const { child, address, exited } = await startDemo()
      assert.equal((await fetch(`${address}/panel/`)).status, 200)
      await until('three healthy engines', async () => (await healthyEngines(address)) >= 3)
      assert.ok(processesOfDemo().length >= 5, 'server, VPN and engines')
      child.kill('SIGINT')
      assert.equal(await exited, 0)
      assert.deepEqual(processesOfDemo(), [])
      assert.deepEqual(readdirSync(directory), [])
    })

  test('when its server dies it says so, and its engines go too', async () => {
    const { address, exited } = await startDemo()
    await until('a healthy engine', async () => (await healthyEngines(address)) > 0)
    const server = processesOfDemo().find((pid) => readlinkSync(`/proc/${pid}/fd/1`).endsWith('server.log'))
    process.kill(server ?? 0, 'SIGKILL')
    assert.equal(await exited, 1)
    assert.deepEqual(processesOfDemo(), [])
    assert.deepEqual(readdirSync(directory), [])
  })
})
