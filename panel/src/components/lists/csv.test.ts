import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toCsv } from './csv.ts'

test('a line each, the unknown is empty', () => {
  assert.equal(
    toCsv(
      ['name', 'speed'],
      [
        ['a', 1.5],
        ['b', null],
      ],
    ),
    'name,speed\r\na,1.5\r\nb,\r\n',
  )
})

test('commas, quotes and line breaks stay within their cell', () => {
  assert.equal(
    toCsv(['x'], [['a,b'], ['say "hi"'], ['two\nlines']]),
    'x\r\n"a,b"\r\n"say ""hi"""\r\n"two\nlines"\r\n',
  )
})

test('a title that looks like a formula is text, a negative figure is a figure', () => {
  assert.equal(toCsv(['x'], [['=1+1'], ['@cmd'], ['-2'], [-2]]), "x\r\n'=1+1\r\n'@cmd\r\n'-2\r\n-2\r\n")
})
