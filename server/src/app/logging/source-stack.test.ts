import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { inSources } from './source-stack.ts'

const SOURCE = `interface Nothing {}

export function fail(): never {
  throw new Error('as expected')
}
`

/** As the server is bundled. */
async function bundledError(directory: string): Promise<Error> {
  writeFileSync(join(directory, 'failing.ts'), SOURCE)
  const built = await rolldown({ input: join(directory, 'failing.ts') })
  await built.write({ dir: directory, format: 'cjs', sourcemap: true, entryFileNames: '[name].cjs' })
  const { fail } = await import(pathToFileURL(join(directory, 'failing.cjs')).href)
  try {
    return fail()
  } catch (error) {
    return error as Error
  }
}

test('a place in the bundle becomes the one in the source, and one without a map stays', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'stack-'))
  t.after(() => rmSync(directory, { recursive: true }))
  const { stack = '' } = await bundledError(directory)
  assert.match(stack, /\/failing\.cjs:\d:/)
  const told = inSources(stack)
  assert.match(told, /at fail \(.*failing\.ts:4:9\)/)
  assert.match(told, /source-stack\.test\.ts:/)
  writeFileSync(join(directory, 'failing.cjs.map'), 'no map')
  assert.equal(inSources(stack), stack)
})
