import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { DATA_FILES, isDeclared } from './data-files.ts'

const SOURCES = join(import.meta.dirname, '..')
/** `join(dataDir, NAME)`, and a document's `name: 'settings.json'`. */
const PATH_IN_DATA_DIR = /\b(?:join|resolve)\((?:\w+\.)*dataDir,\s*(`[^`]+`|[^),]+)/gi
const DOCUMENT = /\bopenDocument[^(]*\(\{[^}]*?\bname:\s*([^,}\s]+)/g

/** Where a name is no constant of the file, what it is. */
const KNOWN_EXPRESSIONS: Readonly<Record<string, string>> = {
  'options.name': "a document's, found where it is opened",
  name: 'of the table itself',
  each: 'of the table itself',
  aside: 'LEFT_OUT',
  'plan.aside': 'LEFT_OUT',
}

interface Use {
  readonly path: string
  readonly expression: string
  /** Undefined where it can't be told. */
  readonly name: string | undefined
}

const PATHS = globSync('**/*.ts', { cwd: SOURCES, exclude: (path) => path.endsWith('.test.ts') })
const CODE = PATHS.map((path) => readFileSync(join(SOURCES, path), 'utf8'))

function usesIn(path: string): readonly Use[] {
  const code = readFileSync(join(SOURCES, path), 'utf8')
  const found = [PATH_IN_DATA_DIR, DOCUMENT].flatMap((pattern) => [...code.matchAll(pattern)])
  return found.map(([, expression = '']) => ({ path, expression, name: nameOf(expression.trim(), code) }))
}

/** A literal, a template with its changing parts as `x`, or a constant wherever it is exported. */
function nameOf(expression: string, code: string): string | undefined {
  const literal = /^['"`](.*)['"`]$/.exec(expression)?.[1]
  if (literal !== undefined) return literal.replace(/\$\{[^}]*\}/g, 'x')
  if (!/^\w+$/.test(expression)) return undefined
  const exported = new RegExp(`export const ${expression} = '([^']+)'`)
  const own = new RegExp(`\\bconst ${expression} = '([^']+)'`).exec(code)
  return (own ?? CODE.map((each) => exported.exec(each)).find((found) => found !== null))?.[1]
}

const USES = PATHS.flatMap(usesIn)

test('every file of DATA_DIR that the sources name is in a backup, or left out for a reason', () => {
  const names = USES.flatMap(({ name }) => (name === undefined ? [] : [name]))
  for (const known of ['acestream-orchestrator.sqlite', 'api-key', 'in-use.lock', 'engines'])
    assert.ok(names.includes(known), `${known} is not found: the patterns of this test are wrong`)
  assert.deepEqual(
    USES.filter(({ name }) => name !== undefined && !isDeclared(name)),
    [],
  )
})

test('no path in DATA_DIR is made of what can not be told', () => {
  const unknown = USES.filter(
    ({ name, expression }) => name === undefined && !(expression in KNOWN_EXPRESSIONS),
  )
  assert.deepEqual(unknown, [])
})

test('no file has two meanings', () => {
  const names = DATA_FILES.map(({ name }) => name)
  assert.deepEqual([...new Set(names)], names)
})
