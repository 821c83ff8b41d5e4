/**
 * Whoever imports this runs, as root, in namespaces of its own: the process starts itself again in there, and only
 * passes on how that ended. A Docker engine started inside has the default settings of any other, and can neither see nor
 * change the machine's links, firewall, ports, mounts or Docker. Cgroups have one tree for all: there it has a parent of
 * its own.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inNamespaces } from '../../scripts/testing/namespaces.ts'
import { DIRECTORY_PREFIX, LOCK, sweep, sweepAbandoned } from './sweep.ts'

const DIRECTORY = 'ACESTREAM_TEST_SANDBOX'

/** Its files; undefined where another engine is used (TEST_DOCKER_HOST) or we are not root. */
export const sandboxDirectory = process.env[DIRECTORY]

if (!sandboxDirectory && !process.env['TEST_DOCKER_HOST'] && process.getuid?.() === 0)
  await startAgainInside()

async function startAgainInside(): Promise<never> {
  sweepAbandoned()
  const directory = realpathSync(mkdtempSync(join(tmpdir(), DIRECTORY_PREFIX)))
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const [command = '', ...args] = inNamespaces(again, { network: true, lock: join(directory, LOCK) })
  const env = { ...process.env, [DIRECTORY]: directory }
  const child = spawn(command, args, { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => child.kill('SIGKILL'))
  const [code] = await Promise.race([once(child, 'exit'), once(child, 'error')])
  sweep(directory)
  process.exit(typeof code === 'number' ? code : 128)
}
