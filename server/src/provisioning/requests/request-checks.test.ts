import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine, anExternalEngine } from '@acestream-orchestrator/testing/builders/world'
import { DomainError } from '../../lib/errors.ts'
import { checkEnvironment, checkHostPort, checkImage, checkLabels, readPorts } from './request-checks.ts'

const refusedWith = (code: string) => (error: unknown) => error instanceof DomainError && error.code === code

test('an image is the pool’s own, or one of PROVISION_IMAGES to the letter', () => {
  checkImage(null, [])
  checkImage('a/b:1', ['a/b:1'])
  for (const image of ['a/b', 'a/b:1 ', ''])
    assert.throws(() => checkImage(image, ['a/b:1']), refusedWith('image_not_allowed'))
})

describe('a label', () => {
  const refused = [
    'ondemand.app',
    'orchestrator.instance',
    'acestream.http_port',
    'host.http_port',
    'com.docker.x',
  ]
  for (const label of refused)
    test(`${label} is refused`, () => {
      assert.throws(() => checkLabels({ fine: '1', [label]: '1' }, 'ondemand.app'), refusedWith('validation'))
    })

  for (const label of ['app', 'orchestrator', 'acestreams.x', 'host.name'])
    test(`${label} is the caller’s`, () => checkLabels({ [label]: '1' }, 'ondemand.app'))
})

describe('a variable', () => {
  test('may have any name and value that a process can be given', () => {
    checkEnvironment({ A: '', 'b-c.d': 'x=y\n', é: '1' })
  })

  for (const [name, value] of [
    ['', 'x'],
    ['A=B', 'x'],
    ['A\0', 'x'],
    ['A', 'x\0'],
  ] as const)
    test(`${JSON.stringify([name, value])} is refused, and named`, () => {
      assert.throws(
        () => checkEnvironment({ [name]: value }),
        (error: unknown) => error instanceof DomainError && error.field?.loc[1] === 'env',
      )
    })
})

describe('ports of a container', () => {
  const table: readonly (readonly [given: string, read: string | undefined])[] = [
    ['80', '80/tcp'],
    ['80/udp', '80/udp'],
    ['080/tcp', '80/tcp'],
    ['65535/sctp', '65535/sctp'],
    ['0', undefined],
    ['65536', undefined],
    ['80/icmp', undefined],
    ['http', undefined],
    ['-80', undefined],
    ['', undefined],
  ]
  for (const [given, read] of table)
    test(`${given || 'none'} is ${read ?? 'refused'}`, () => {
      if (read) assert.deepEqual(readPorts({ [given]: 8080 }), { [read]: 8080 })
      else assert.throws(() => readPorts({ [given]: 8080 }), refusedWith('validation'))
    })

  test('named twice are refused', () => {
    assert.throws(() => readPorts({ '80': 1, '80/tcp': 2 }), refusedWith('validation'))
    assert.deepEqual(readPorts({ '80/udp': 1, '80': 2 }), { '80/udp': 1, '80/tcp': 2 })
  })
})

describe('a host port', () => {
  const engine = anEngine()
  const check = (port: number | null, engines = [engine], promised = false) =>
    checkHostPort(port, engines, () => promised)

  test('that an engine of ours holds is refused, whichever of its ports it is', () => {
    for (const port of [19_000, 22_000, 20_000, 21_000])
      assert.throws(() => check(port), refusedWith('conflict'))
  })

  test('is free where nobody asks for one, holds it, or holds it any longer', () => {
    check(null)
    check(7000)
    check(19_000, [anEngine({ status: 'exited' })])
    check(6878, [anExternalEngine()])
  })

  test('of an engine that is promised may be its own caller’s, who asks again', () => {
    check(19_000, [engine], true)
  })
})
