import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { inRepository } from './repository.ts'

const BUILT = inRepository('panel', 'dist', 'index.html')

/** Everything the panel is made from. */
const SOURCES = [
  inRepository('panel', 'src'),
  inRepository('panel', 'public'),
  inRepository('panel', 'index.html'),
  inRepository('panel', 'vite.config.ts'),
  inRepository('panel', 'package.json'),
  inRepository('contract', 'src'),
  inRepository('package-lock.json'),
]

/** Builds the panel unless what is built is newer than everything it is made from. Rejects with the builder's output. */
export async function ensurePanel(): Promise<void> {
  if (newest(BUILT) > Math.max(...SOURCES.map(newest))) return
  console.error('Building the panel ...')
  await build()
}

function build(): Promise<void> {
  const vite = inRepository('node_modules', 'vite', 'bin', 'vite.js')
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: inRepository('panel'),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`building the panel: vite ended with ${code}\n${output}`)),
    )
  })
}

/** Modification time of the newest file at or under `path`, in milliseconds; 0 if there is none. */
function newest(path: string): number {
  const facts = statSync(path, { throwIfNoEntry: false })
  if (!facts) return 0
  if (!facts.isDirectory()) return facts.mtimeMs
  const times = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs)
  return Math.max(0, ...times)
}
