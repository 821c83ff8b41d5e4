import { isatty } from 'node:tty'

/** pino's numbers, so that both logs read alike. */
const LEVELS = { info: 30, warn: 40, error: 50 } as const

export type Log = (level: keyof typeof LEVELS, text: string) => void

/** One line each, in the form that LOG_FORMAT names: as JSON, or readable on a terminal. */
export function createLog(format: string | undefined, write: (line: string) => void, now = Date.now): Log {
  const isJson = format === 'json' || (format !== 'pretty' && !isatty(1))
  return (level, text) => {
    const atMs = now()
    if (isJson) write(`${JSON.stringify({ level: LEVELS[level], time: atMs, module: 'proxy', msg: text })}\n`)
    else write(`${new Date(atMs).toISOString()} proxy: ${level === 'info' ? '' : `${level}: `}${text}\n`)
  }
}
