import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { inRepository } from '../../scripts/repository.ts'

/** Builds one of the bare React pages beside this file with the panel's own build tool; returns where it lies. */
export function buildBarePage(name: 'empty' | 'list', directory: string): string {
  const vite = inRepository('node_modules', 'vite', 'bin', 'vite.js')
  const out = join(directory, name)
  const { status, stderr } = spawnSync(
    process.execPath,
    [vite, 'build', '--logLevel', 'error', '--outDir', out, '--emptyOutDir'],
    { cwd: inRepository('bench', 'panel', name), encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`building the ${name} page: vite ended with ${status}\n${stderr}`)
  return out
}
