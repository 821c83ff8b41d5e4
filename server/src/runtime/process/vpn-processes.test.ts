import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { systemClock } from '../../lib/clock.ts'
import { createVpnProcesses, type VpnRecord } from './vpn-processes.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'vpn-processes-'))
const vpns = createVpnProcesses(dataDir, systemClock)
const never = new AbortController().signal
mkdirSync(join(dataDir, 'vpn'))
after(() => rmSync(dataDir, { recursive: true }))

async function sleeper(): Promise<{ child: ChildProcess; pid: number }> {
  const child = spawn('sleep', ['300'])
  await new Promise((resolve) => child.once('spawn', resolve))
  return { child, pid: child.pid ?? 0 }
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

function record(name: string, content: VpnRecord): void {
  const path = join(dataDir, 'vpn', `${name}.json`)
  writeFileSync(`${path}.new`, JSON.stringify(content))
  renameSync(`${path}.new`, path)
}

test('a running process is a running VPN whose ports are reached directly', async () => {
  const { child, pid } = await sleeper()
  record('one', { pid, controlPort: 8001, health: 'healthy', portForwarding: true, provider: 'emulated' })
  const facts = await vpns.inspectVpn('one', 8000, never)
  await end(child)
  assert.ok(facts)
  assert.deepEqual([facts.status, facts.health, facts.provider], ['running', 'healthy', 'emulated'])
  assert.deepEqual(facts.controlAddresses, [{ host: '127.0.0.1', port: 8001 }])
  assert.equal(facts.sharesNetwork, true)
  assert.ok(Math.abs((facts.startedAtMs ?? 0) - Date.now()) < 10_000)
})

test('a process that ended is an exited VPN, a missing record none, another process another id', async () => {
  const { child, pid } = await sleeper()
  record('two', { pid, controlPort: 8001 })
  const before = await vpns.inspectVpn('two', 8000, never)
  await end(child)
  assert.equal((await vpns.inspectVpn('two', 8000, never))?.status, 'exited')
  const next = await sleeper()
  record('two', { pid: next.pid, controlPort: 8001 })
  assert.notEqual((await vpns.inspectVpn('two', 8000, never))?.id, before?.id)
  await end(next.child)
  assert.equal(await vpns.inspectVpn('nobody', 8000, never), undefined)
})

test('changes of process and health are hinted by name', async () => {
  const { child, pid } = await sleeper()
  record('three', { pid, controlPort: 8001, health: 'healthy' })
  const life = new AbortController()
  const hints: (string | null)[] = []
  const watching = vpns.watchVpn(['three'], (name) => hints.push(name), life.signal)
  await systemClock.sleep(200)
  record('three', { pid, controlPort: 8001, health: 'unhealthy' })
  await systemClock.sleep(600)
  writeFileSync(join(dataDir, 'vpn', 'three.json'), '{') // half written: no change
  await systemClock.sleep(600)
  record('three', { pid, controlPort: 8001, health: 'unhealthy' })
  await end(child)
  await systemClock.sleep(600)
  life.abort()
  await watching
  assert.deepEqual(hints, ['three', 'three'])
})

test('a record that is no JSON is a fault of the runtime', async () => {
  writeFileSync(join(dataDir, 'vpn', 'four.json'), '{')
  await assert.rejects(vpns.inspectVpn('four', 8000, never), { code: 'runtime_unavailable' })
})
