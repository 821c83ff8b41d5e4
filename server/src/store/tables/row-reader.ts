import type { Logger } from '../../lib/log.ts'
import type { Row } from '../connection/messages.ts'
import { BadValue } from './columns.ts'

/** Turns rows into what they stand for. */
export type RowReader = <T>(rows: readonly Row[], convert: (row: Row) => T) => T[]

/**
 * A row with a bad value is left out, and left where it is: one of them must not hide all others. The log says what is wrong with
 * it, once for each thing that is wrong.
 */
export function createRowReader(logger: Logger): RowReader {
  const logged = new Set<string>()

  function tell(reason: string, row: Row): void {
    if (logged.has(reason)) return
    logged.add(reason)
    logger.error(
      { reason, columns: Object.keys(row).slice(0, 5) },
      'the store: rows with a bad value are left out',
    )
  }

  return (rows, convert) =>
    rows.flatMap((row) => {
      try {
        return [convert(row)]
      } catch (error) {
        if (!(error instanceof BadValue)) throw error
        tell(error.message, row)
        return []
      }
    })
}
