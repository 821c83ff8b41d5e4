import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import type { ContainerBody, ContainerRow } from '../../wire.ts'
import { bodyOfRow } from './row-body.ts'

const unread = verbatim('damaged')
const row: ContainerRow = {
  Id: 'a',
  Names: ['/acestream-1'],
  Image: 'engine:1',
  ImageID: 'sha256:1',
  Created: 1_767_225_600,
  State: 'exited',
  Status: 'Exited (137) 3 seconds ago',
  Labels: { a: 'b' },
}

test('of a container that was never inspected all is as the list has it', () => {
  assert.deepEqual(bodyOfRow(row, undefined, unread), {
    Id: 'a',
    Name: '/acestream-1',
    Image: 'sha256:1',
    Created: '2026-01-01T00:00:00.000Z',
    Config: { Image: 'engine:1', Labels: { a: 'b' } },
    State: { Status: 'exited', Running: false, ExitCode: 137 },
    unread,
  })
})

test('what was known stays, but for the state, which the list has newer', () => {
  const known: ContainerBody = {
    Id: 'a',
    Name: '/before-a-rename',
    Config: { Image: 'engine:1', Labels: { a: 'b' }, Env: ['A=b'] },
    State: { Status: 'running', Running: true, StartedAt: '2026-01-01T00:00:00Z', ExitCode: 0 },
  }
  const body = bodyOfRow(row, known, unread)
  assert.deepEqual(body.Config, known.Config)
  assert.equal(body.Name, '/acestream-1')
  assert.deepEqual(body.State, {
    Status: 'exited',
    Running: false,
    StartedAt: '2026-01-01T00:00:00Z',
    ExitCode: 137,
  })
})

const CODES: readonly (readonly [status: string, exitCode: number | undefined])[] = [
  ['Exited (0) 2 hours ago', 0],
  ['Exited (-1) 2 hours ago', -1],
  ['Up 5 minutes', undefined],
  ['Created', undefined],
]
for (const [Status, exitCode] of CODES)
  test(`"${Status}" tells ${exitCode === undefined ? 'no exit code' : `exit code ${exitCode}`}`, () =>
    assert.equal(bodyOfRow({ ...row, Status }, undefined, unread).State?.ExitCode, exitCode))

test('a row with nothing but an id is an ended container of no image and no age to speak of', () => {
  const body = bodyOfRow({ Id: 'a' }, undefined, unread)
  assert.deepEqual(body.Config, { Image: '', Labels: {} })
  assert.deepEqual(body.State, { Status: 'exited', Running: false })
  const odd = bodyOfRow({ Id: 'a', Created: Number.MAX_VALUE }, undefined, unread)
  assert.equal('Created' in odd, false)
})
