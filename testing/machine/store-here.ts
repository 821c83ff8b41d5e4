/** A process that uses DATA_DIR (its argument) once it is told to by a line of input, and prints what came of it. */
import { once } from 'node:events'
import { lockDataDir } from '../../server/src/host/data-lock.ts'
import { systemClock } from '../../server/src/lib/clock.ts'
import { silentLogger } from '../../server/src/lib/log.ts'
import { openDatabase } from '../../server/src/store/database.ts'

const dataDir = process.argv[2] ?? ''
process.stdin.resume()
process.stderr.write('') // all three are open before anything of the system is replaced
process.stdout.write('waiting\n')
await once(process.stdin, 'data')
const lock = lockDataDir(dataDir, Date.now())
const database = await openDatabase({ dataDir, sync: 'normal', clock: systemClock, logger: silentLogger })
const sql = "INSERT OR REPLACE INTO meta (name, value) VALUES ('here', 1)"
const { stored } = await database.write([{ sql, params: [] }])
const [row] = await database.select('SELECT value FROM meta WHERE name = ?', 'here').catch(() => [])
const [journal] = await database.select('PRAGMA journal_mode').catch(() => [])
const { reason } = database.status()
process.stdout.write(
  `${JSON.stringify({ lock, stored, reason, value: row?.['value'], journal: journal?.['journal_mode'] })}\n`,
)
await database.close()
process.kill(process.pid, 'SIGKILL') // its end would stumble over what was replaced
