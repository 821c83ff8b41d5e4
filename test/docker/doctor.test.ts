/** The doctor as people run it, against faults that need a real Docker, another user or a disk of their own. */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, describe, type TestContext, test } from 'node:test'
import type { DoctorFinding, DoctorReport } from '@acestream-orchestrator/contract/doctor'
import { startDockerd, type TestDockerd } from '@acestream-orchestrator/testing/docker/dockerd'
import { temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { packLayer } from '../../emulator/image/archive.ts'
import { inRepository } from '../../scripts/repository.ts'
import { ensureServer } from '../../server/bundle.ts'

const DOCTOR = inRepository('server', 'dist', 'doctor.js')

interface Told {
  readonly exitCode: number
  readonly report: DoctorReport
  found(check: string): DoctorFinding | undefined
}

/** `prefix`: a command that runs the doctor in its own way. */
async function doctor(env: Readonly<Record<string, string>>, prefix: readonly string[] = []): Promise<Told> {
  const [command = '', ...args] = [...prefix, process.execPath, DOCTOR, '--json']
  const { code, stdout } = await new Promise<{ code: number; stdout: string }>((resolve) => {
    const all = { PATH: process.env['PATH'] ?? '', PORT: '47999', ...env }
    execFile(command, args, { env: all }, (error, out) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout: out }),
    )
  })
  const report = JSON.parse(stdout) as DoctorReport
  return {
    exitCode: code,
    report,
    found: (check) => report.findings.find((each) => each.check === check),
  }
}

const OTHER = process.arch === 'x64' ? 'arm64' : 'amd64'

describe('the doctor', () => {
  let docker: TestDockerd
  before(async () => {
    await ensureServer()
    docker = await startDockerd()
  })
  after(() => docker.close())

  const env = (t: TestContext, change: Readonly<Record<string, string>> = {}) => ({
    DOCKER_HOST: docker.host,
    DATA_DIR: temporaryFolder(t),
    TARGET_IMAGE: 'nobody/pulled-this:1',
    ENGINE_PUBLISH_IP: '127.0.0.1',
    ...change,
  })

  /** An image of one empty layer, in the format of `docker save`. */
  async function loadImage(t: TestContext, reference: string, architecture: string): Promise<void> {
    const [stage, folder] = [temporaryFolder(t), temporaryFolder(t)]
    const layer = packLayer(stage, folder)
    const image = { architecture, os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [layer] } }
    writeFileSync(join(folder, 'image.json'), JSON.stringify(image))
    const manifest = [{ Config: 'image.json', RepoTags: [reference], Layers: ['layer.tar'] }]
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
    const tar = spawn('tar', ['-C', folder, '-cf', '-', '.'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const { status, text } = await docker.api.send('POST', '/images/load', tar.stdout)
    assert.equal(status, 200, text)
  }

  test('finds a real Docker usable, tries what it allows without changing anything, and exits with 0', async (t) => {
    const told = await doctor(env(t))
    assert.equal(told.found('docker')?.code, 'docker_usable')
    assert.equal(told.found('docker_access')?.code, 'docker_access_complete')
    assert.equal(told.found('image')?.code, 'image_not_pulled')
    assert.equal(told.found('clock')?.code, 'clock_agrees')
    assert.deepEqual(
      told.report.findings.filter(({ verdict }) => verdict === 'error'),
      [],
    )
    assert.equal(told.exitCode, 0)
    assert.deepEqual(await docker.api.json('GET', '/containers/json?all=true'), [])
  })

  test('names an image for another processor', async (t) => {
    await loadImage(t, 'foreign:1', OTHER)
    const { exitCode, found } = await doctor(env(t, { TARGET_IMAGE: 'foreign:1' }))
    assert.match(found('image')?.code ?? '', /^image_(not_runnable|emulated)$/)
    assert.equal(found('image')?.params['architecture'], OTHER)
    assert.equal(exitCode, found('image')?.verdict === 'error' ? 1 : 0)
  })

  test('says which group a user lacks who may not use the socket, and whose folder it is', async (t) => {
    const settings = env(t)
    // Its socket is there for all to see, as on any machine, and for its group to use.
    const socket = docker.host.replace('unix://', '')
    for (const folder of [settings.DATA_DIR, dirname(socket), dirname(dirname(socket))])
      chmodSync(folder, 0o755)
    const anotherUser = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
    const { exitCode, found } = await doctor(settings, anotherUser)
    assert.equal(exitCode, 1)
    assert.match(found('docker')?.message ?? '', /permission denied on .*it belongs to group \d+/)
    assert.match(found('docker')?.command ?? '', /^sudo usermod -aG docker "\$USER" && newgrp docker/)
    assert.deepEqual(
      [found('disk')?.code, found('disk')?.params],
      ['data_dir_not_writable', { errorCode: 'EACCES' }],
    )
  })

  test('finds a full disk, and that it is one in memory', async (t) => {
    const settings = env(t)
    const fill = 'mount -t tmpfs -o size=64k tmpfs "$0" && (cat /dev/zero > "$0/full" 2>/dev/null; exec "$@")'
    const { exitCode, found, report } = await doctor(settings, [
      'unshare',
      '-m',
      'sh',
      '-c',
      fill,
      settings.DATA_DIR,
    ])
    assert.equal(exitCode, 1)
    const codes = report.findings.filter(({ check }) => check === 'disk').map(({ code }) => code)
    assert.deepEqual(codes.slice(0, 2), ['data_dir_not_writable', 'disk_full'])
    assert.equal(found('disk')?.params['errorCode'], 'ENOSPC')
    assert.equal(found('file_system')?.code, 'file_system_volatile')
  })
})
