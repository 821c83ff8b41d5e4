import { isatty } from 'node:tty'
import { pino, stdSerializers } from 'pino'
import type { Config } from '../../config/config.ts'
import type { LogOutput } from '../../host/log-output.ts'
import type { Logger } from '../../lib/log.ts'
import { isReason, sentenceOf } from '../../wording/sentence.ts'
import { inSources } from './source-stack.ts'

/** pino over `output`: JSON for machines, or one readable line each on a terminal. */
export async function createLogger(
  { level, format }: Config['log'],
  output: Pick<LogOutput, 'write' | 'onGap'>,
): Promise<Logger> {
  const shape = await shapeOf(format)
  const logger: Logger = pino(
    { level, base: null, serializers: { err: described, reason: worded } },
    { write: (line: string) => output.write(shape(line)) },
  )
  output.onGap(({ lines, sinceMs }) =>
    logger.error(
      { lines, since: new Date(sinceMs).toISOString() },
      'lines of the log were dropped: nobody read it',
    ),
  )
  return logger
}

function described(error: Error): object {
  const told = stdSerializers.err(error)
  return { ...told, stack: inSources(told.stack) }
}

/** Reasons are logged as sentences. */
function worded(reason: unknown): unknown {
  return isReason(reason) ? sentenceOf(reason) : reason
}

async function shapeOf(format: Config['log']['format']): Promise<(line: string) => string> {
  if (format === 'json') return (line) => line
  const { prettyFactory } = await import('pino-pretty')
  return prettyFactory({ colorize: isatty(1) })
}
