import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from './load.ts'
import { panelLink } from './panel-link.ts'

const cases: readonly [environment: Record<string, string>, key: string | null, link: string][] = [
  [{}, 'k', 'http://127.0.0.1:8000/panel/#key=k'],
  [{ HOST: '0.0.0.0', PORT: '9000', BASE_PATH: '/ace' }, 'k', 'http://localhost:9000/ace/panel/#key=k'],
  [{ HOST: '::1' }, null, 'http://[::1]:8000/panel/'],
  [{ PUBLIC_URL: 'https://tv.example/ace/' }, 'a+b', 'https://tv.example/ace/panel/#key=a%2Bb'],
]

for (const [environment, key, link] of cases)
  test(`${JSON.stringify(environment)} gives ${link}`, () => {
    assert.equal(panelLink(loadConfig(environment).config, key), link)
  })
