import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  flag,
  host,
  type Kind,
  label,
  listOf,
  memory,
  origin,
  port,
  portRange,
  seconds,
  trustedProxies,
  variables,
  words,
} from './kinds.ts'

interface Case {
  readonly kind: Kind<unknown>
  readonly good: Readonly<Record<string, unknown>>
  readonly bad: readonly string[]
}

const MIB = 1024 ** 2

const TABLE: Readonly<Record<string, Case>> = {
  flag: { kind: flag, good: { TRUE: true, '1': true, off: false, No: false }, bad: ['2', 'y', 'enabled'] },
  seconds: {
    kind: seconds(0.1, 60),
    good: { '5': 5000, '0.25': 250, '60': 60_000 },
    bad: ['0', '61', '-1', '1e1', '5s'],
  },
  port: { kind: port, good: { '1': 1, '65535': 65_535 }, bad: ['0', '65536', '80.5', '+80'] },
  portRange: {
    kind: portRange,
    good: { '19000-19999': { first: 19000, last: 19999 }, '2000 - 2000': { first: 2000, last: 2000 } },
    bad: ['19000', '2000-1999', '80-90', '60000-65536', 'a-b'],
  },
  memory: {
    kind: memory,
    good: { '512m': 512 * MIB, '1.5G': 1536 * MIB, '8388608': 8 * MIB, '512MB': 512 * MIB },
    bad: ['5m', '1t', 'm', '-512m'],
  },
  host: {
    kind: host,
    good: { 'tv.local': 'tv.local', '::1': '::1', '10.0.0.1': '10.0.0.1' },
    bad: ['a b', 'http://x', '-x', ''],
  },
  origin: {
    kind: origin,
    good: { 'https://Tv.example': 'https://tv.example', 'http://a:80/': 'http://a' },
    bad: ['*', 'tv.example', 'https://a/b', 'file:///x'],
  },
  label: {
    kind: label,
    good: { 'a.b=c=d': { key: 'a.b', value: 'c=d' } },
    bad: ['a', '=b', 'a='],
  },
  list: { kind: listOf(port), good: { '1': [1], '1, 2,': [1, 2] }, bad: [',', '1;2', '1,x'] },
  words: {
    kind: words,
    good: {
      'a  b': ['a', 'b'],
      "a 'b \\c' d": ['a', 'b \\c', 'd'],
      '"a \\"b\\" \\n" c\\ d': ['a "b" \\n', 'c d'],
      "x=''": ['x='],
      "''": [''],
      '': [],
    },
    bad: ['"a', "a'", 'a\\'],
  },
  variables: {
    kind: variables,
    good: { 'A=1 B="x y" C=': { A: '1', B: 'x y', C: '' } },
    bad: ['A', '1A=2', 'A="x'],
  },
  trustedProxies: {
    kind: trustedProxies,
    good: { true: true, '1': 1, '10.0.0.0/8, ::1': ['10.0.0.0/8', '::1'], loopback: ['loopback'] },
    bad: ['10.0.0.0/33', 'proxy', '10.0.0.1/'],
  },
}

for (const [name, { kind, good, bad }] of Object.entries(TABLE))
  describe(name, () => {
    for (const [text, value] of Object.entries(good))
      test(`"${text}" is ${JSON.stringify(value)}`, () => assert.deepEqual(kind.parse(text), value))
    for (const text of bad) test(`"${text}" is refused`, () => assert.equal(kind.parse(text), undefined))
  })
