import { dirname } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { isAboutLocks, lackOfLocks } from '../../lib/proc/file-locks.ts'
import { type Connection, openConnection } from './connection.ts'
import { failureOf, StoreRefusal } from './failure.ts'
import type { Reply, Request, ThreadSetup } from './messages.ts'
import { callProcedure } from './procedures.ts'

/** The storage thread: answers one request after the other on its own connection, so that nobody else waits for a disk. */

const setup = workerData as ThreadSetup
let connection: Connection | undefined

parentPort?.on('message', ({ id, request }: { readonly id: number; readonly request: Request }) => {
  parentPort?.postMessage({ id, reply: answer(request) })
})

function answer(request: Request): Reply {
  try {
    return { kind: 'done', value: handle(request) }
  } catch (error) {
    if (error instanceof StoreRefusal) close()
    return { kind: 'failed', failure: failureOf(error, setup.path) }
  }
}

function handle(request: Request): unknown {
  switch (request.kind) {
    case 'open':
      return setup.role === 'writer' ? openAndProve() : reopen()
    case 'commit':
      return opened().commit(request.units)
    case 'select':
      return opened().all(request.statement.sql, ...request.statement.params)
    case 'call':
      return callProcedure(opened(), setup.role, request.name, request.args)
    case 'close':
      return close()
  }
}

function opened(): Connection {
  if (connection) return connection
  if (setup.role === 'writer') throw new StoreRefusal({ code: 'store_not_open' })
  connection = openConnection(setup)
  return connection
}

/** A handle that can't write is given up: the file may have been replaced or its rights changed meanwhile. */
function openAndProve(): void {
  try {
    connection ??= openConnection(setup)
    connection.run(
      "INSERT INTO meta (name, value) VALUES ('opened_at_ms', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      Date.now(),
    )
  } catch (error) {
    close()
    const reason = isAboutLocks(error) ? lackOfLocks(dirname(setup.path)) : null
    throw reason === null ? error : new StoreRefusal(reason)
  }
}

function reopen(): void {
  close()
  connection = openConnection(setup)
}

function close(): void {
  connection?.close()
  connection = undefined
}
