import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readServerUrl, safeHref, servedFrom } from './server-url.ts'

test('a page under /panel/ came from an orchestrator, base path and all', () => {
  assert.equal(servedFrom('http://nas:8000/panel/#/engines'), 'http://nas:8000')
  assert.equal(servedFrom('https://home.example/ace/panel/index.html?x=1'), 'https://home.example/ace')
  assert.equal(servedFrom('http://localhost:5173/'), null)
})

test('what people type becomes an address', () => {
  const cases: [string, string][] = [
    ['nas:8000', 'http://nas:8000'],
    [' http://nas:8000/ ', 'http://nas:8000'],
    ['https://nas/ace/panel/', 'https://nas/ace'],
    ['192.168.1.5:8000/panel', 'http://192.168.1.5:8000'],
    ['[::1]:8000', 'http://[::1]:8000'],
  ]
  for (const [typed, url] of cases) assert.deepEqual(readServerUrl(typed), { url })
})

test('what is no usable address is refused with its reason', () => {
  assert.deepEqual(readServerUrl(''), { fault: 'empty' })
  assert.deepEqual(readServerUrl('http://'), { fault: 'not_an_address' })
  assert.deepEqual(readServerUrl('ftp://nas'), { fault: 'not_http' })
  assert.deepEqual(readServerUrl('http://me:secret@nas'), { fault: 'has_password' })
})

test('only http and https become links', () => {
  assert.equal(safeHref('javascript:alert(1)'), null)
  assert.equal(safeHref('data:text/html,x'), null)
  assert.equal(safeHref('/ace/stat'), null)
  assert.equal(safeHref('http://127.0.0.1:19000/ace/stat/a/b'), 'http://127.0.0.1:19000/ace/stat/a/b')
})
