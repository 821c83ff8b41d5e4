import { type DestinationStream, destination, pino } from 'pino'
import type { Config } from '../config/config.ts'
import type { Logger } from '../lib/log.ts'

/** pino on standard output: JSON for machines, or one readable line each on a terminal. */
export async function createLogger({ level, format }: Config['log']): Promise<Logger> {
  const logger: Logger = pino({ level, base: null }, await lines(format))
  return logger
}

async function lines(format: Config['log']['format']): Promise<DestinationStream> {
  if (format === 'json') return destination({ dest: 1, sync: true })
  const { default: pretty } = await import('pino-pretty')
  return pretty({ colorize: process.stdout.isTTY === true, sync: true })
}
