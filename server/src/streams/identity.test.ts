import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import fc from 'fast-check'
import { aStart, fakeEngines } from '../../test/stream-fakes.ts'
import { DomainError } from '../lib/errors.ts'
import { namedEngine, reportedIdOf, sessionPath, sessionPathsOf, unknownEngine } from './identity.ts'

describe('the id of a stream', () => {
  test('is the reporter’s own label when it gives one', () => {
    assert.equal(reportedIdOf(aStart({ streamId: 'abc|def' })), 'abc|def')
  })
  test('is key and session otherwise, also when the label is empty', () => {
    assert.equal(reportedIdOf(aStart({ key: 'k', session: 's' })), 'k|s')
    assert.equal(reportedIdOf(aStart({ key: 'k', session: 's', streamId: '' })), 'k|s')
  })
})

describe('of a stat_url only the path is kept', () => {
  const accepted: readonly [url: string, path: string][] = [
    ['http://localhost:6878/ace/stat/0a48/f528', '/ace/stat/0a48/f528'],
    ['http://172.18.0.3:6878/ace/stat/0a48/f528?method=x', '/ace/stat/0a48/f528'],
    ['https://gluetun/ace/stat/0A48/F528/', '/ace/stat/0A48/F528'],
    ['http://[::1]:6878/ace/stat/0a48/f528', '/ace/stat/0a48/f528'],
    ['/ace/stat/0a48/f528', '/ace/stat/0a48/f528'],
    [' http://engine:6878/ace/stat/0a48/f528 ', '/ace/stat/0a48/f528'],
  ]
  for (const [url, path] of accepted) {
    test(`${url} gives ${path}`, () => assert.equal(sessionPath('stat_url', url), path))
  }

  const unusable = [
    'http://127.0.0.1:6878/ace/cmd/0a48/f528',
    'http://127.0.0.1:6878/ace/stat/0a48',
    'http://127.0.0.1:6878/ace/stat/0a48/f528/x',
    'http://127.0.0.1:6878/ace/stat/../webui/api',
    'http://127.0.0.1:6878/ace/stat/0a48/%2e%2e',
    'http://127.0.0.1:6878/ace/stat/test_session_1',
    '/ace/stat/not-hex/f528',
  ]
  for (const url of unusable) {
    test(`${url} gives nothing to ask for`, () => assert.equal(sessionPath('stat_url', url), ''))
  }

  const refused = [
    '',
    'test_session_1',
    'http://127.0.0.1:6878/proxy/ace/stat/0a48/f528',
    'http://127.0.0.1:6878/x?/ace/stat/0a48/f528',
    'http://169.254.169.254/latest#/ace/stat/0a48/f528',
    'ftp://127.0.0.1/ace/stat/0a48/f528',
    'file:///ace/stat/0a48/f528',
    'http://a\\b/ace/stat/0a48/f528',
    '/ace/stat/0a48/f528 HTTP/1.1\r\nHost: x',
  ]
  for (const url of refused) {
    test(`${JSON.stringify(url)} is refused with the field's place`, () => {
      assert.throws(
        () => sessionPath('stat_url', url),
        (error) =>
          error instanceof DomainError &&
          error.code === 'validation' &&
          assert.deepEqual(error.field, { loc: ['body', 'session', 'stat_url'], input: url }) === undefined,
      )
    })
  }

  test('whatever is sent, what is kept is nothing but a session path', () => {
    const pieces = fc.constantFrom(
      'http://',
      'a',
      '/ace/stat/',
      '/ace/cmd/',
      'ff',
      '/',
      '?',
      '#',
      '..',
      '@',
      ' ',
      '%2f',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        try {
          assert.match(sessionPath('stat_url', parts.join('')), /^(\/ace\/stat\/[0-9a-f]+\/[0-9a-f]+)?$/)
        } catch (error) {
          assert.ok(error instanceof DomainError)
        }
      }),
    )
  })
})

describe('the paths of a session', () => {
  const pathsOf = (change: Partial<Record<'stat_url' | 'command_url', string>>) => {
    const body = aStart()
    return sessionPathsOf({ ...body, session: { ...body.session, ...change } })
  }
  const GOOD = pathsOf({})

  test('come without a warning where both are as engines give them', () => {
    assert.match(GOOD.statPath, /^\/ace\/stat\/[0-9a-f]+\/[0-9a-f]+$/)
    assert.equal(GOOD.warning, null)
  })
  test('leave out statistics under a stat_url of another form, and show the form', () => {
    const paths = pathsOf({ stat_url: ' http://e:6878/ace/stat/test_session_1' })
    assert.deepEqual([paths.statPath, paths.commandPath], ['', GOOD.commandPath])
    assert.deepEqual(paths.warning, unusable('stat_url', 'http://e:6878/ace/stat/test_session_1'))
  })
  test('take the command from the stat_url where the command_url is another', () => {
    const paths = pathsOf({ command_url: 'http://e:6878/ace/stat/0a48/f528' })
    assert.deepEqual([paths.statPath, paths.commandPath], [GOOD.statPath, GOOD.commandPath])
    assert.deepEqual(paths.warning, unusable('command_url', 'http://e:6878/ace/stat/0a48/f528'))
  })
  test('are both empty where both URLs are of no use', () => {
    const paths = pathsOf({ stat_url: '/ace/stat/x', command_url: '/ace/stat/x' })
    assert.deepEqual([paths.statPath, paths.commandPath], ['', ''])
    assert.deepEqual(paths.warning, {
      code: 'all',
      reasons: [unusable('stat_url', '/ace/stat/x'), unusable('command_url', '/ace/stat/x')],
    })
  })
})

function unusable(field: 'stat_url' | 'command_url', url: string): Reason {
  const form = field === 'stat_url' ? '/ace/stat/<hex>/<hex>' : '/ace/cmd/<hex>/<hex>'
  return { code: 'session_url_unusable', field, form, url }
}

describe('the engine of a start event', () => {
  const engines = fakeEngines('e1', 'e2')
  test('is found by container_id before its address', () => {
    const body = { ...aStart({ engine: 'e2' }), engine: { host: '10.0.0.1', port: 6878 } }
    assert.equal(namedEngine(body, engines)?.id, 'e2')
  })
  test('is found by its address when the container_id is not ours', () => {
    const body = { ...aStart({ engine: 'somebody-else' }), engine: { host: '10.0.0.2', port: 6878 } }
    assert.equal(namedEngine(body, engines)?.id, 'e2')
  })
  test('is never invented', () => {
    assert.equal(namedEngine(aStart({ engine: 'nobody' }), engines), undefined)
    assert.deepEqual(unknownEngine(aStart({ engine: 'nobody' })).reason, {
      code: 'reported_engine_unknown',
      container: 'nobody',
      address: 'localhost:6878',
    })
  })
})
