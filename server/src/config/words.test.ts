import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { splitWords } from './words.ts'

/** As a shell user would quote a word that may hold anything. */
const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`

test('whatever is quoted comes back as it was, word by word', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      assert.deepEqual(splitWords(words.map(quoted).join(' ')), words)
    }),
  )
})

test('plain words need no quotes, whatever blanks are between them', () => {
  const plain = fc.stringMatching(/^[a-z0-9{}=/.-]+$/)
  fc.assert(
    fc.property(fc.array(plain), fc.stringMatching(/^[ \t]+$/), (words, blanks) => {
      assert.deepEqual(splitWords(blanks + words.join(blanks) + blanks), words)
    }),
  )
})
