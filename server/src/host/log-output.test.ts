import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { atEnd, eventually, temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import type { Gap } from './backlog.ts'
import { createLogOutput } from './log-output.ts'

/** Everything that is in the pipe now. */
function drain(pipe: number): string {
  const parts: string[] = []
  for (;;) {
    const part = Buffer.alloc(65_536)
    try {
      parts.push(part.toString('utf8', 0, readSync(pipe, part)))
    } catch {
      return parts.join('')
    }
  }
}

function aPipe(t: TestContext) {
  const path = join(temporaryFolder(t), 'pipe')
  execFileSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const writer = openSync(path, constants.O_WRONLY)
  atEnd(t, () => closeSync(writer))
  return { reader, writer }
}

const line = (number: number) => `${String(number).padStart(9, '0')}${'x'.repeat(990)}\n`

test('the oldest lines stay whole, and the gap is noted at its place', async (t) => {
  const { reader, writer } = aPipe(t)
  const output = createLogOutput({ descriptor: writer, limitBytes: 100_000 })
  const gaps: Gap[] = []
  output.onGap((gap) => {
    gaps.push(gap)
    output.write('gap\n')
  })
  for (let number = 0; number < 1_000; number++) output.write(line(number))
  assert.equal(output.status().ok, false)
  const { dropped } = output.status()

  let text = drain(reader)
  await eventually(() => {
    text += drain(reader)
    return text.endsWith('gap\n')
  })
  output.write('after\n')
  text += drain(reader)
  const kept = 1_000 - dropped
  assert.equal(text, `${Array.from({ length: kept }, (_, number) => line(number)).join('')}gap\nafter\n`)
  assert.ok(kept >= 160 && kept <= 170, `${kept} lines: what the pipe and 100 kB hold`)
  assert.deepEqual(
    gaps.map(({ lines }) => lines),
    [dropped],
  )
  assert.deepEqual(output.status(), { ok: true, reason: null, dropped })
})

test('a full disk and a reader that has gone are no fault of the writer, and cost a bounded memory', (t) => {
  const full = openSync('/dev/full', 'w')
  atEnd(t, () => closeSync(full))
  const { reader, writer } = aPipe(t)
  const outputs = [full, writer].map((descriptor) => createLogOutput({ descriptor, limitBytes: 10_000 }))
  closeSync(reader)
  for (const output of outputs) for (let number = 0; number < 100; number++) output.write(line(number))
  assert.match(JSON.stringify(outputs[0]?.status().reason), /ENOSPC/)
  assert.match(JSON.stringify(outputs[1]?.status().reason), /EPIPE/)
  for (const output of outputs) assert.equal(output.status().dropped, 90)
})

test('what was written last before a crash is out, also to a reader that had been slow', async (t) => {
  const script = `
    import { createLogOutput } from ${JSON.stringify(new URL('./log-output.ts', import.meta.url).href)}
    const output = createLogOutput({ descriptor: 1 })
    process.on('exit', () => output.flushSync(5000))
    process.on('uncaughtException', () => { output.write('last words\\n'); process.exit(1) })
    for (let count = 0; count < 300; count++) output.write('x'.repeat(999) + '\\n')
    throw new Error()`
  const path = join(temporaryFolder(t), 'pipe')
  execFileSync('mkfifo', [path])
  const reader = spawn('sh', ['-c', `sleep 0.7; cat < ${path} > ${path}.read`])
  const both = openSync(path, constants.O_RDWR)
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', both, 'inherit'],
  })
  const [code] = await once(child, 'exit')
  closeSync(both)
  await once(reader, 'exit')
  assert.equal(code, 1)
  const text = readFileSync(`${path}.read`, 'utf8')
  assert.equal(text.length, 300_000 + 'last words\n'.length)
  assert.ok(text.endsWith('last words\n'))
})
