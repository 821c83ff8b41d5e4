import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, test } from 'node:test'
import { inRepository, ROOT } from './repository.ts'

const directory = mkdtempSync(join(tmpdir(), 'launch-'))
after(() => rmSync(directory, { recursive: true }))

interface Launched {
  readonly child: ChildProcess
  readonly output: () => string
  readonly exited: Promise<number | null>
}

function launch(name: string, code: string, ...args: readonly string[]): Launched {
  const script = join(directory, name)
  writeFileSync(script, code)
  const child = spawn(process.execPath, [
    inRepository('scripts', 'launch.mjs'),
    relative(ROOT, script),
    ...args,
  ])
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  return { child, output: () => output, exited: new Promise((resolve) => child.once('close', resolve)) }
}

async function until(check: () => boolean): Promise<void> {
  for (let tries = 0; !check() && tries < 250; tries++) await new Promise((done) => setTimeout(done, 20))
  assert.ok(check())
}

test('a script gets its arguments and decides the exit code', async () => {
  const { output, exited } = launch(
    'exit.ts',
    'const [, , a]: string[] = process.argv; console.log(a); process.exit(7)',
    'x',
  )
  assert.equal(await exited, 7)
  assert.equal(output(), 'x\n')
})

test('a signal that comes twice, as through npm, reaches the script once, and its end is waited for', async () => {
  const code = `
    let signals = 0
    process.on('SIGINT', () => { if (++signals === 1) setTimeout(() => { console.log(signals); process.exit(3) }, 200) })
    setInterval(() => {}, 1000)
    console.log('ready')`
  const { child, output, exited } = launch('signal.ts', code)
  await until(() => output() === 'ready\n')
  child.kill('SIGINT')
  setTimeout(() => child.kill('SIGINT'), 50)
  assert.equal(await exited, 3)
  assert.equal(output(), 'ready\n1\n')
})

test('a script that ends by a signal gives the code a shell would', async () => {
  const { child, output, exited } = launch('killed.ts', "console.log('ready'); setInterval(() => {}, 1000)")
  await until(() => output() === 'ready\n')
  child.kill('SIGTERM')
  assert.equal(await exited, 143)
})

test('under npm, a shell that dies without passing the signal on still ends the script', async () => {
  const end = join(directory, 'ended')
  const script = join(directory, 'orphan.ts')
  writeFileSync(
    script,
    `import { writeFileSync } from 'node:fs'
    process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(end)}, ''); process.exit() })
    setInterval(() => {}, 1000)
    console.log('ready')`,
  )
  const command = `'${process.execPath}' scripts/launch.mjs '${relative(ROOT, script)}'; true`
  const shell = spawn('sh', ['-c', command], {
    cwd: ROOT,
    env: { ...process.env, npm_lifecycle_event: 'demo' },
  })
  await once(shell.stdout, 'data')
  shell.kill('SIGTERM')
  await until(() => existsSync(end))
})

for (const [pinned, code, says] of [
  ['999.0.0', 1, /apt-get install libatomic1/],
  ['20.0.0', 7, /going on with v/],
] as const)
  test(`where the pinned Node ${pinned} lacks a library, that is said or the own Node is used`, async () => {
    const root = join(directory, pinned)
    mkdirSync(join(root, 'scripts'), { recursive: true })
    mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true })
    const packages = JSON.stringify({ packages: { 'node_modules/node': { version: pinned } } })
    writeFileSync(join(root, 'package-lock.json'), packages)
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), packages)
    const node = join(root, 'node_modules', '.bin', 'node')
    writeFileSync(
      node,
      '#!/bin/sh\necho "error while loading shared libraries: libatomic.so.1" >&2; exit 127\n',
    )
    chmodSync(node, 0o755)
    copyFileSync(inRepository('scripts', 'launch.mjs'), join(root, 'scripts', 'launch.mjs'))
    writeFileSync(join(root, 'scripts', 'seven.mjs'), 'process.exit(7)')
    const child = spawn(process.execPath, [join(root, 'scripts', 'launch.mjs'), 'scripts/seven.mjs'])
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString()
    })
    const [exitCode] = await once(child, 'close')
    assert.equal(exitCode, code)
    assert.match(errors, says)
  })
