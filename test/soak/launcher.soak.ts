/** The launcher on a minimal Debian with Node 20 and nothing else, where the pinned Node lacks a library. */
import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '@acestream-orchestrator/testing/orchestrator/process'
import { ROOT } from '../../scripts/repository.ts'

const DEBIAN = 'http://deb.debian.org/debian'
const STARTED_WITHIN_MS = 300_000
const OLDER_NODES = ['/usr/bin/node', '/usr/local/bin/node']

/** Older than the pinned one, as a machine may have it. */
function olderNode(): string | undefined {
  return OLDER_NODES.find((path) => {
    const version = existsSync(path) ? execFileSync(path, ['--version'], { encoding: 'utf8' }) : ''
    const major = Number(/^v(\d+)/.exec(version)?.[1] ?? 0)
    return major >= 20 && major < Number(process.versions.node.split('.')[0])
  })
}

async function whyNot(): Promise<string | false> {
  if (process.getuid?.() !== 0) return 'needs root'
  if (spawnSync('debootstrap', ['--version']).status !== 0) return 'needs debootstrap'
  if (olderNode() === undefined) return `needs an older Node at ${OLDER_NODES.join(' or ')}`
  const isReached = await fetch(`${DEBIAN}/dists/stable/Release`, {
    method: 'HEAD',
    signal: AbortSignal.timeout(10_000),
  }).then(
    ({ ok }) => ok,
    () => false,
  )
  return isReached ? false : `needs ${DEBIAN}`
}

/** A shell's command in there; this repository is at /repo. What is mounted goes with the command. */
function inside(root: string, command: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
  const script = `mount --bind '${ROOT}' '${root}/repo' && mount -t proc proc '${root}/proc' && cd '${root}' &&
    exec chroot . /bin/sh -c 'cd /repo && ${command}'`
  return spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

interface Ended {
  readonly code: number | null
  readonly output: string
}

function outputOf(child: ChildProcess): () => string {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part: Buffer) => {
      output += part.toString()
    })
  return () => output
}

async function run(root: string, command: string): Promise<Ended> {
  const child = inside(root, command)
  const output = outputOf(child)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output: output() }
}

test('on a minimal Debian with an older Node the launcher names the missing package, and with it the demo runs', {
  skip: await whyNot(),
}, async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'minimal-'))
  let demo: ChildProcess | undefined
  t.after(async () => {
    if (demo?.kill('SIGKILL')) await once(demo, 'close') // all in its namespace ends with it
    rmSync(root, { recursive: true, force: true })
  })
  execFileSync('debootstrap', ['--variant=minbase', 'stable', root, DEBIAN], { stdio: 'ignore' })
  mkdirSync(join(root, 'repo'))
  copyFileSync(olderNode() ?? '', join(root, 'usr/bin/node'))

  const refused = await run(root, 'node scripts/launch.mjs scripts/demo.ts')
  assert.equal(refused.code, 1, refused.output)
  assert.match(refused.output, /apt-get install libatomic1/)
  assert.doesNotMatch(refused.output, /^\s+at /m, 'a hint, and no stack')

  const installed = await run(root, 'apt-get update && apt-get install --yes libatomic1')
  assert.equal(installed.code, 0, installed.output)
  const port = await freePort()
  demo = inside(root, 'exec node scripts/launch.mjs scripts/demo.ts', { PORT: String(port) })
  const output = outputOf(demo)
  const url = `http://127.0.0.1:${port}/healthz`
  for (const untilMs = Date.now() + STARTED_WITHIN_MS; ; await delay(200)) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      break
    assert.equal(demo.exitCode, null, output())
    assert.ok(Date.now() < untilMs, output())
  }
})
