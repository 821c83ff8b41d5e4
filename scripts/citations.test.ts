// Code and docs cite only what a reader of this repository can open.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from './repository.ts'

const listed = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n')
const files = listed.filter((file) => existsSync(join(ROOT, file)))
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

/** Pages by name (`docs/api.md`, `vpn.md`), but for those in an address. */
const PAGE = /(?<![\w./:-])((?:[\w-]+\/)*[\w-]+\.md)\b/g
const LINK = /\]\((?!https?:|#|mailto:)([^)#\s]+)/g

/** A page may be named from the root, from its workspace, from beside the file that names it, or in `docs/`. */
const isThere = (page: string, file: string): boolean =>
  [page, join(file.split('/')[0] ?? '', page), join(dirname(file), page), join('docs', page)].some((path) =>
    existsSync(join(ROOT, path)),
  )

const found = (pattern: RegExp, text: string): string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name)

test('every page that a comment or a document names is in the repository', () => {
  const sources = files.filter((file) => /\.(ts|tsx|mjs|js|md|ya?ml)$/.test(file))
  assert.ok(sources.length > 300)
  const missing = sources
    .filter((file) => !file.endsWith('citations.test.ts'))
    .flatMap((file) =>
      found(PAGE, withoutSources(file, read(file)))
        .filter((page) => !isThere(page, file))
        .map((page) => `${file}: ${page}`),
    )
  assert.deepEqual(missing, [])
})

test('every link of a document leads to a file', () => {
  const missing = files
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) =>
      found(LINK, read(file))
        .filter((target) => !existsSync(join(ROOT, dirname(file), target)))
        .map((target) => `${file}: ${target}`),
    )
  assert.deepEqual(missing, [])
})

test('what a comment cites by section has that section', () => {
  const cited = /\b(docs\/reference\/[\w-]+\.md) (\d+(?:\.\d+)?)/g
  const missing = files
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) =>
      [...read(file).matchAll(cited)]
        .filter(([, page = '', section = '']) => !sectionsOf(page).has(section))
        .map(([citation]) => `${file}: ${citation}`),
    )
  assert.deepEqual(missing, [])
})

/** `docs/reference` names pages of other projects as its sources. */
const withoutSources = (file: string, text: string): string =>
  file.startsWith('docs/reference/') ? text.replace(/`[^`]*`/g, '') : text

const sectionsOf = (page: string): ReadonlySet<string> =>
  new Set(existsSync(join(ROOT, page)) ? found(/^#{2,3} (\d+(?:\.\d+)?)\b/gm, read(page)) : [])
