import { accessSync, constants, mkdirSync } from 'node:fs'
import { messageOf } from '../lib/errors.ts'
import type { Logger } from '../lib/log.ts'
import { lockDataDir } from './data-lock.ts'

/** A path through a file, too long, in a circle, or below /proc: no right or free space would ever help. */
const NO_SUCH_PLACE = new Set(['ENOTDIR', 'EEXIST', 'ENAMETOOLONG', 'ELOOP', 'ENOENT'])

/** Creates the data folder and holds it for this process, or says why not and ends the process where that is wrong. */
export function takeDataDir(directory: string, nowMs: number, logger: Logger): void {
  const isWritable = createDataDir(directory, logger)
  const lock = lockDataDir(directory, nowMs)
  if (lock.kind === 'impossible' && isWritable)
    logger.warn({ reason: lock.reason }, "DATA_DIR can't be locked: make sure that no other process uses it")
  if (lock.kind !== 'taken') return
  // Two processes would each take the other's engines and wishes for its own.
  logger.error(
    { directory },
    `DATA_DIR is in use by ${lock.holder}: stop that one, or give this one another DATA_DIR and INSTANCE`,
  )
  process.exit(1)
}

/** False where nothing can be kept there, which is logged; everything else goes on. */
function createDataDir(directory: string, logger: Logger): boolean {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (NO_SUCH_PLACE.has(code)) {
      logger.error({ reason: messageOf(error) }, 'DATA_DIR can never be a folder there: set another one')
      process.exit(1)
    }
    logger.error({ reason: messageOf(error) }, 'DATA_DIR can not be made: nothing will outlast this run')
    return false
  }
  return isWritable(directory, logger)
}

function isWritable(directory: string, logger: Logger): boolean {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK)
    return true
  } catch (error) {
    logger.error(
      { reason: messageOf(error) },
      `DATA_DIR can not be written by user ${process.getuid?.()}, so nothing will outlast this run: ` +
        'mount it without ":ro", and give that user the folder (chown) or its group the right to write (chmod g+w)',
    )
    return false
  }
}
