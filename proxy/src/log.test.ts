import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './log.ts'

const logged = (format: string) => {
  const lines: string[] = []
  const log = createLog(
    format,
    (line) => lines.push(line),
    () => 0,
  )
  log('info', 'say "this"')
  log('warn', 'and that')
  return lines
}

test('a line says where it is from, for people', () => {
  assert.deepEqual(logged('pretty'), [
    '1970-01-01T00:00:00.000Z proxy: say "this"\n',
    '1970-01-01T00:00:00.000Z proxy: warn: and that\n',
  ])
})

test('and for machines as the orchestrator writes it', () => {
  assert.deepEqual(
    logged('json').map((line) => JSON.parse(line)),
    [
      { level: 30, time: 0, module: 'proxy', msg: 'say "this"' },
      { level: 40, time: 0, module: 'proxy', msg: 'and that' },
    ],
  )
})
