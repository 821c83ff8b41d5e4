import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { conflict } from './creation.ts'
import type { EngineRecord } from './record.ts'

const ports = { http: 7001, https: 7002, api: 7003, p2p: 7004 }

function aRecord(change: Partial<EngineRecord> = {}): EngineRecord {
  return {
    id: 'a'.repeat(64),
    name: 'acestream-1',
    image: 'engine',
    labels: {},
    command: ['engine'],
    directory: '/',
    env: {},
    ports,
    networkOwner: null,
    createdAtMs: 0,
    run: null,
    end: null,
    ...change,
  }
}

const end = { atMs: 1, exitCode: 1, error: null }
const others = { http: 8001, https: 8002, api: 8003, p2p: 8004 }

describe('what of ours stands in the way of a new engine', () => {
  const table: readonly (readonly [
    what: string,
    name: string,
    held: Partial<EngineRecord>,
    kind: string | undefined,
  ])[] = [
    ['nothing', 'acestream-2', { ports: others }, undefined],
    ['its name, though the other one has ended', 'acestream-1', { ports: others, end }, 'name_taken'],
    ['a port of a running one', 'acestream-2', { ports: { ...others, api: 7004 } }, 'port_taken'],
    ['no port of one that has ended', 'acestream-2', { end }, undefined],
  ]
  for (const [what, name, held, kind] of table)
    test(what, () => assert.equal(conflict({ name, ports }, [aRecord(held)])?.kind, kind))

  test('is named with the port', () => {
    const failure = conflict({ name: 'acestream-2', ports }, [aRecord({ ports: { ...others, api: 7004 } })])
    assert.ok(failure?.kind === 'port_taken' && failure.port === 7004)
  })

  test('a name of ours is no foreign one, so that it is waited for', () => {
    const failure = conflict({ name: 'acestream-1', ports }, [aRecord()])
    assert.ok(failure?.kind === 'name_taken' && !failure.foreign)
  })
})
