import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { systemClock } from '../../lib/clock.ts'
import { readLog, rotateLog } from './log-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'log-file-'))
const never = new AbortController().signal
after(() => rmSync(directory, { recursive: true }))

async function read(path: string, tail?: number, sinceMs?: number): Promise<string[]> {
  const options = { follow: false, ...(tail === undefined ? {} : { tail }), ...(sinceMs ? { sinceMs } : {}) }
  const texts: string[] = []
  for await (const { text } of readLog(path, options, () => false, systemClock, never)) texts.push(text)
  return texts
}

test('a full file is kept once and the writer goes on in an empty one', async () => {
  const path = join(directory, 'rotated.log')
  const held = openSync(path, 'a')
  writeSync(held, 'first\n'.repeat(20))
  await rotateLog(path, 100)
  writeSync(held, 'second\n')
  assert.equal(readFileSync(path, 'utf8'), 'second\n')
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'first\n'.repeat(20))
  await rotateLog(path, 100)
  assert.equal(readFileSync(path, 'utf8'), 'second\n')
})

test('the last lines may come from both files, and from chunks of any border', async () => {
  const path = join(directory, 'long.log')
  const lines = Array.from({ length: 30_000 }, (_, index) => `línea ${index}`)
  appendFileSync(`${path}.1`, `${lines.slice(0, 29_990).join('\n')}\n`)
  appendFileSync(path, `${lines.slice(29_990).join('\n')}\n`)
  for (const tail of [1, 9, 10, 11, 12_345])
    assert.deepEqual(await read(path, tail), lines.slice(-tail), `${tail}`)
  assert.deepEqual(await read(path), lines)
  assert.deepEqual(await read(path, 0), [])
})

test('a last line without its line feed is a line', async () => {
  const path = join(directory, 'open.log')
  appendFileSync(path, 'one\r\ntwo')
  assert.deepEqual(await read(path, 2), ['one', 'two'])
  assert.deepEqual(await read(path, 1), ['two'])
})

test('output that ended before the time asked for is left out', async () => {
  const path = join(directory, 'old.log')
  appendFileSync(path, 'old\n')
  assert.deepEqual(await read(path, undefined, Date.now() + 60_000), [])
})

test('no file is no line', async () => {
  assert.deepEqual(await read(join(directory, 'none.log')), [])
})
