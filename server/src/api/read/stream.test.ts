import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { aStartBody } from '@acestream-orchestrator/testing/fakes/streams'
import fc from 'fast-check'
import { DomainError } from '../../lib/errors.ts'
import { addressIn, readEnd, readStart, reportedIdOf, sessionPath, sessionPathsOf } from './stream.ts'

describe('the id of a stream', () => {
  test('is the reporter’s own label when it gives one', () => {
    assert.equal(reportedIdOf(aStartBody({ streamId: 'abc|def' })), 'abc|def')
  })
  test('is key and session otherwise, also when the label is empty', () => {
    assert.equal(reportedIdOf(aStartBody({ key: 'k', session: 's' })), 'k|s')
    assert.equal(reportedIdOf(aStartBody({ key: 'k', session: 's', streamId: '' })), 'k|s')
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
    return sessionPathsOf({ ...aStartBody().session, ...change })
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

const HASH = '0a4848271c91ce2d8965ce416267c25047dc8141'

describe('a start event', () => {
  test('is read as what it means', () => {
    const body = aStartBody({ engine: 'e1', key: `${HASH.toUpperCase()}%20`, session: 's1', isLive: 0 })
    assert.deepEqual(readStart({ ...body, labels: { proxy: 'acexy' } }), {
      reportedId: `${HASH}|s1`,
      containerId: 'e1',
      engineAddress: { host: 'localhost', port: 6878 },
      statAddress: { host: '127.0.0.1', port: 6878 },
      statPath: `/ace/stat/${HASH}/f528764d624db129b32c21fbca0cb8d6`,
      commandPath: `/ace/cmd/${HASH}/f528764d624db129b32c21fbca0cb8d6`,
      warning: null,
      keyType: 'infohash',
      key: HASH,
      sessionId: 's1',
      isLive: false,
      labels: { proxy: 'acexy' },
    })
  })
  test('may leave out the container and have a bare path', () => {
    const { labels, containerId, statAddress } = readStart({
      ...aStartBody({ statUrl: '/ace/stat/0a48/f528' }),
      container_id: null,
    })
    assert.deepEqual([labels, containerId, statAddress], [{}, null, null])
  })
  test('counts any is_live but 0 as live', () => {
    for (const isLive of [1, 2, -1]) assert.equal(readStart(aStartBody({ isLive })).isLive, true)
  })
})

describe('an end event', () => {
  test('has its key tidied and its reason in the words of the reporter', () => {
    assert.deepEqual(
      readEnd({ stream_id: `${HASH.toUpperCase()}|s3`, container_id: 'e1', reason: 'handler_exit' }),
      { id: `${HASH}|s3`, containerId: 'e1', detail: { code: 'verbatim', text: 'handler_exit' } },
    )
  })
  test('may say nothing at all', () => {
    const nothing = { id: null, containerId: null, detail: null }
    for (const body of [
      {},
      { stream_id: '', container_id: '', reason: '' },
      { stream_id: null, reason: null },
    ])
      assert.deepEqual(readEnd(body), nothing)
  })
})

for (const [url, address] of [
  ['http://gluetun:6878/x', { host: 'gluetun', port: 6878 }],
  ['http://[fd00::1]:19000/x', { host: 'fd00::1', port: 19_000 }],
  ['http://e/x', { host: 'e', port: 80 }],
  ['https://e/x', { host: 'e', port: 443 }],
  ['/ace/stat/0a48/f528', undefined],
] as const)
  test(`the address in ${url}`, () => assert.deepEqual(addressIn(url), address))
