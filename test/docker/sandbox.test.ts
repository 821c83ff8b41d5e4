import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { abandonedSandboxes, sweepAbandoned } from '@acestream-orchestrator/testing/docker/sweep'
import { until } from '@acestream-orchestrator/testing/machine/wait'

const skip = process.env['TEST_DOCKER_HOST'] ? 'another engine is not in a private sandbox' : false
const DOCKERD = new URL('../../testing/docker/dockerd.ts', import.meta.url)
const ENGINE = new URL('../../testing/docker/test-engine.ts', import.meta.url)

/** A test run of somebody: it starts Docker and a container, prints where, and waits. */
const OTHER_RUN = `
  const { startDockerd } = await import('${DOCKERD}')
  const { importEngineImage, ENGINE_IMAGE } = await import('${ENGINE}')
  const { host, api } = await startDockerd()
  await importEngineImage(api)
  const { Id } = await api.json('POST', '/containers/create', { Image: ENGINE_IMAGE,
    HostConfig: { PortBindings: { '6878/tcp': [{ HostIp: '127.0.0.1', HostPort: '6878' }] } } })
  await api.json('POST', '/containers/' + Id + '/start')
  console.log(host)
  setInterval(() => {}, 1000)`

async function startOtherRun() {
  const { ACESTREAM_TEST_SANDBOX: _, ...env } = process.env
  const args = ['--input-type=module', '-e', OTHER_RUN]
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [host] = (await once(createInterface(child.stdout), 'line', {
    signal: AbortSignal.timeout(30_000),
  })) as [string]
  return { child, directory: dirname(dirname(host.slice('unix://'.length))) }
}

function processesIn(directory: string): string[] {
  return execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(directory))
}

function cgroupsOf(directory: string): string[] {
  return globSync(`/sys/fs/cgroup/{,*/}${basename(directory)}`)
}

test('a run beside this one has a Docker, links and ports of its own', { skip }, async () => {
  const links = () => execFileSync('ip', ['-o', 'link'], { encoding: 'utf8' })
  const rules = () => execFileSync('iptables-save', { encoding: 'utf8' }).replaceAll(/^#.*|\[.*?\]/gm, '')
  const before = [links(), rules()]
  const runs = [await startOtherRun(), await startOtherRun()]
  assert.deepEqual([links(), rules()], before)
  for (const { child, directory } of runs) {
    assert.ok(cgroupsOf(directory).length > 0)
    child.kill('SIGTERM')
    await once(child, 'exit')
    assert.equal(existsSync(directory), false)
    assert.deepEqual(cgroupsOf(directory), [])
    assert.deepEqual(processesIn(directory), [])
  }
})

test('one that is killed outright takes its processes along, and the next run removes the rest', {
  skip,
}, async () => {
  const { child, directory } = await startOtherRun()
  assert.ok(processesIn(directory).length > 2)
  child.kill('SIGKILL')
  await until('the end of its processes', () => processesIn(directory).length === 0)
  await until('its lock to be free', () => abandonedSandboxes().includes(directory))
  sweepAbandoned()
  assert.equal(existsSync(directory), false)
  assert.deepEqual(cgroupsOf(directory), [])
})
