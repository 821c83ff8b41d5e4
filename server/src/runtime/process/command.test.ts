import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandImage, fillCommand } from './command.ts'

const ports = { http: 1, https: 2, api: 3, p2p: 4 }

test('every placeholder is filled in wherever it stands, other braces stay', () => {
  const command = [
    'engine',
    '--http-port={http_port}',
    '{https_port}{api_port}',
    '--port',
    '{p2p_port}',
    '{state_dir}/x',
    '{other}',
  ]
  assert.deepEqual(fillCommand(command, ports, '/s'), [
    'engine',
    '--http-port=1',
    '23',
    '--port',
    '4',
    '/s/x',
    '{other}',
  ])
})

test('the image of a command changes with any of its words', () => {
  assert.match(commandImage(['/opt/engine', '-a']), /^engine:[0-9a-f]{12}$/)
  assert.notEqual(commandImage(['/opt/engine', '-a']), commandImage(['/opt/engine', '-b']))
})
