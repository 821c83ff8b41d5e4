/** Docker in our namespaces plays the machine here, with somebody's containers on it. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmdirSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { startDockerd, TEST_LABEL, type TestDockerd } from '@acestream-orchestrator/testing/docker/dockerd'
import { importNodeImage } from '@acestream-orchestrator/testing/docker/node-image'
import { lookAtMachine } from '../../scripts/testing/machine.ts'
import { changesBetween } from '../../scripts/testing/machine-changes.ts'

const skip = process.env['TEST_DOCKER_HOST'] ? 'its links and rules are not ours to break' : false
const RUN_PARTS = new URL('../../scripts/testing/run-parts.ts', import.meta.url)
const SOMEBODYS_IMAGE = 'somebody/plays:1'
const FOR_EVER = ['/usr/local/bin/node', '-e', 'setInterval(() => {}, 1000)']
let dockerd: TestDockerd

const sh = (command: string) => execFileSync('sh', ['-c', command], { encoding: 'utf8' })

async function started(body: object = {}): Promise<string> {
  const { Id } = await dockerd.api.json<{ Id: string }>('POST', '/containers/create', {
    Image: SOMEBODYS_IMAGE,
    ...body,
  })
  await dockerd.api.json('POST', `/containers/${Id}/start`)
  return Id
}

function published(port: string) {
  return { PortBindings: { '6878/tcp': [{ HostPort: port }] } }
}

async function aNetwork(name: string): Promise<string> {
  return (await dockerd.api.json<{ Id: string }>('POST', '/networks/create', { Name: name })).Id
}

/** What is reported about the machine after `act`. */
async function changesBy(act: () => Promise<unknown> | unknown): Promise<string[]> {
  const machine = await lookAtMachine(dockerd.api)
  await act()
  return changesBetween(machine, await lookAtMachine(dockerd.api))
}

describe('the machine before and after a test run', { skip }, () => {
  before(async () => {
    dockerd = await startDockerd()
    await importNodeImage(dockerd.api, SOMEBODYS_IMAGE, [`ENTRYPOINT ${JSON.stringify(FOR_EVER)}`])
  })
  after(() => dockerd?.close())

  test('is the same while others start, stop and remove containers and networks', async () => {
    const stays = await started({ HostConfig: published('8080') })
    const goes = await started({ HostConfig: published('8081') })
    const old = await aNetwork('old')
    assert.deepEqual(
      await changesBy(async () => {
        await dockerd.api.erase(goes)
        await dockerd.api.json('POST', `/containers/${stays}/restart?t=0`)
        await dockerd.api.json('DELETE', `/networks/${old}`)
        await aNetwork('new')
        await started({ HostConfig: { ...published('8082'), NetworkMode: 'new' } })
      }),
      [],
    )
  })

  test('what was left is named: links, rules, namespaces, containers, private engines', async (t) => {
    t.after(() => rmdirSync('/sys/fs/cgroup/pids/acetest-docker-planted'))
    const changes = await changesBy(async () => {
      sh('ip link add leak0 type bridge && ip netns add leaked')
      sh('iptables -A INPUT -s 192.0.2.7 -j DROP')
      await started({ Labels: { [TEST_LABEL]: 'planted' } })
      mkdirSync('/sys/fs/cgroup/pids/acetest-docker-planted')
    })
    assert.deepEqual(
      changes.map((change) => change.replace(/(container: )\/.*/, '$1it')),
      [
        'left link: leak0',
        'left rule: iptables filter: -A INPUT -s 192.0.2.7/32 -j DROP',
        'left network namespace: leaked',
        'left private Docker engine: /tmp/acetest-docker-planted',
        'left container: it',
      ],
    )
  })

  test('what was removed is named: a bridge of a network, a rule Docker keeps, a cgroup in use', async () => {
    assert.deepEqual(await changesBy(() => sh('iptables -D FORWARD -j DOCKER-USER')), [
      'removed rule: iptables filter: -A FORWARD -j DOCKER-USER',
    ])
    assert.deepEqual(await changesBy(() => sh('ip link del docker0')), ['removed link: docker0'])
  })

  const ENDS: readonly (readonly [string, string, number])[] = [
    ['passes', 'return { passed: 1, failed: 0, skipped: [] }', 1],
    ['fails', "throw new Error('no')", 1],
    [
      'is interrupted',
      "process.kill(process.pid, 'SIGINT'); await new Promise((r) => setTimeout(r, 500)); return { passed: 0, failed: 0, skipped: [] }",
      130,
    ],
  ]
  for (const [how, end, code] of ENDS)
    test(`a run that ${how} looks after itself, and fails by what it left`, async (t) => {
      t.after(() => sh('ip link del planted0'))
      const source = `
        const { runParts } = await import('${RUN_PARTS}')
        const run = async () => {
          (await import('node:child_process')).execFileSync('ip', ['link', 'add', 'planted0', 'type', 'bridge'])
          ${end}
        }
        process.exit(await runParts([{ name: 'leaks', run }]))`
      const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
        detached: true, // its signals are for its own group
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, DOCKER_HOST: dockerd.host },
      })
      let output = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
      const [exitCode] = await once(child, 'close')
      assert.equal(exitCode, code, output)
      assert.match(output, /the tests changed this machine:\n {2}left link: planted0/)
    })
})
