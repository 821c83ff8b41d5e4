import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { inRepository } from '../../scripts/repository.ts'

/** Builds the empty React page with the panel's own build tool into `directory`. */
export function buildEmptyPage(directory: string): void {
  const vite = inRepository('node_modules', 'vite', 'bin', 'vite.js')
  const out = join(directory, 'empty')
  const { status, stderr } = spawnSync(
    process.execPath,
    [vite, 'build', '--logLevel', 'error', '--outDir', out, '--emptyOutDir'],
    { cwd: inRepository('bench', 'panel', 'empty'), encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`building the empty page: vite ended with ${status}\n${stderr}`)
}
