import { copyDatabase } from '../copies/copy-database.ts'
import { tidy } from '../retention/tidy.ts'
import { readSamples } from '../samples/sample-hours.ts'
import { refreshContents } from '../tables/streams/content-refresh.ts'
import type { Connection } from './connection.ts'

/**
 * What a storage thread does beyond plain statements, because rows must be decoded, averaged or moved there and not
 * on the event loop. On the writer each runs in one transaction.
 */
const PROCEDURES = { copyDatabase, readSamples, refreshContents, tidy }

export type ProcedureName = keyof typeof PROCEDURES
export type ProcedureArgs<N extends ProcedureName> = Parameters<(typeof PROCEDURES)[N]>[1]
export type ProcedureResult<N extends ProcedureName> = ReturnType<(typeof PROCEDURES)[N]>

export function callProcedure(
  connection: Connection,
  role: 'writer' | 'reader',
  name: ProcedureName,
  args: ProcedureArgs<ProcedureName>,
): unknown {
  const procedure = PROCEDURES[name] as (connection: Connection, args: unknown) => unknown
  if (role === 'reader') return procedure(connection, args)
  return connection.transaction(() => procedure(connection, args))
}
