import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface ExtraDir {
  readonly from: string
  /** An absolute path in the image. */
  readonly to: string
}

const EMULATOR = fileURLToPath(new URL('..', import.meta.url))
const NODE = '/usr/local/bin/node'
const MAIN = '/emulator/src/main.js'
const OLDEST_NODE = 24

/** Programs of the images by their paths: what they put before their arguments on the emulator's command line. */
const PROGRAMS: Readonly<Record<string, string>> = {
  '/acestream/acestreamengine': `['engine', ...args]`,
  '/acestream/start-engine': `['engine', ...args]`,
  '/usr/local/bin/python': `['android-engine', ...args.slice(1)]`, // the first one is main.py
  '/gluetun-entrypoint': `[args[0] === 'healthcheck' ? 'healthcheck' : 'gluetun']`,
}

/**
 * Makes the whole file system of the images in a directory: this machine's node with the libraries it needs, the
 * emulator, and programs that start it. There is no shell: the kernel starts node by the first line of each program.
 */
export function stage(directory: string, extraDirs: readonly ExtraDir[]): void {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE)
    throw new Error(
      `images of this node (${process.version}) can't run TypeScript: use ${OLDEST_NODE} or newer`,
    )
  const inImage = (path: string) => join(directory, path)
  const node = realpathSync(process.execPath)
  copy(node, inImage(NODE))
  for (const library of librariesOf(node)) copy(library, inImage(library))
  for (const part of ['assets', 'package.json'])
    cpSync(join(EMULATOR, part), inImage(`/emulator/${part}`), { recursive: true })
  stageSource(join(EMULATOR, 'src'), inImage('/emulator/src'))
  for (const [path, args] of Object.entries(PROGRAMS)) writeProgram(inImage(path), args)
  writeFileSync(inImage('/acestream/main.py'), `# what python starts here is ${MAIN}\n`)
  mkdirSync(inImage('/tmp'))
  chmodSync(inImage('/tmp'), 0o1777)
  for (const { from, to } of extraDirs) cpSync(from, inImage(to), { recursive: true, dereference: true })
}

function writeProgram(path: string, args: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const lines = [
    `#!${NODE}`,
    'const args = process.argv.slice(2)',
    `process.argv.splice(2, args.length, ...${args})`,
    `import(${JSON.stringify(MAIN)})`,
  ]
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o755 })
}

/**
 * Takes the types away here, once, instead of at the start of every container: 20 engines that start together on two
 * cores answer in half the time.
 */
function stageSource(from: string, to: string): void {
  for (const file of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
    const path = join(to, file.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, withoutTypes(readFileSync(join(from, file), 'utf8')))
  }
}

/** Imports name files as they are called after it. */
function withoutTypes(source: string): string {
  return stripTypeScriptTypes(source).replace(/((?:from |import\()'\.[^']*)\.ts'/g, "$1.js'")
}

/** Links are followed: what a library is called is where it goes. */
function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  cpSync(realpathSync(from), to)
}

function librariesOf(binary: string): string[] {
  const listed = execFileSync('ldd', [binary], { encoding: 'utf8' })
  return [...listed.matchAll(/(?:=> )?(\/\S+) \(0x/g)].flatMap(([, path]) => (path ? [path] : []))
}
