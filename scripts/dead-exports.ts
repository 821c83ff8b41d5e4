// Part of `npm run check`: fails naming what a file exports and no other file of the repository mentions.
import { globSync, readFileSync } from 'node:fs'
import { inRepository, ROOT } from './repository.ts'

const SOURCES = '{contract,server,proxy,panel,emulator,scripts,bench,test,testing}/**/*.{ts,tsx}'
const EXPORT = /^export (?:async )?(?:function\*?|const|let|class) ([\w$]+)/gm
const WORD = /[A-Za-z_$][\w$]*/g

/**
 * Values only: types are exported with what is made of them. By name and not by reference, so that a name which two files
 * use for different things can hide one; in return it takes a fifth of a second and no package.
 */
export function deadExports(sources: ReadonlyMap<string, string>): readonly string[] {
  const filesWith = new Map<string, number>()
  for (const text of sources.values())
    for (const word of new Set(text.match(WORD))) filesWith.set(word, (filesWith.get(word) ?? 0) + 1)
  return [...sources].flatMap(([path, text]) =>
    [...text.matchAll(EXPORT)]
      .map(([, name = '']) => name)
      .filter((name) => filesWith.get(name) === 1)
      .map((name) => `${path}: ${name}`),
  )
}

export function readSources(): ReadonlyMap<string, string> {
  const paths = globSync(SOURCES, {
    cwd: ROOT,
    exclude: (path) => /(^|\/)(node_modules|dist)(\/|$)/.test(path),
  })
  return new Map(paths.map((path) => [path, readFileSync(inRepository(path), 'utf8')]))
}

if (import.meta.main) {
  const dead = deadExports(readSources())
  for (const each of dead) console.error(`exported and used nowhere else: ${each}`)
  if (dead.length > 0) process.exitCode = 1
}
