import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../server/src/lib/clock.ts'
import { silentLogger } from '../../server/src/lib/log.ts'
import { type Database, type DatabaseOptions, openDatabase } from '../../server/src/store/database.ts'

/** What of a test's context is needed to clean up after it. */
export interface Cleanup {
  after(fn: () => unknown): void
}

const endings = new WeakMap<Cleanup, (() => unknown)[]>()

/** For tests: runs `ending` when the test is over, the last registered first. */
export function atEnd(test: Cleanup, ending: () => unknown): void {
  const known = endings.get(test)
  if (known) return void known.unshift(ending)
  const all = [ending]
  endings.set(test, all)
  test.after(async () => {
    for (const end of all) await end()
  })
}

/** For tests: a folder that is gone when the test is over. */
export function temporaryFolder(test: Cleanup): string {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-store-'))
  atEnd(test, () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** For tests: a real database, by default in a folder of its own, closed when the test is over. */
export async function temporaryDatabase(
  test: Cleanup,
  options: Partial<DatabaseOptions> = {},
): Promise<Database> {
  const database = await openDatabase({
    dataDir: options.dataDir ?? temporaryFolder(test),
    sync: 'normal',
    clock: systemClock,
    logger: silentLogger,
    ...options,
  })
  atEnd(test, () => database.close())
  return database
}

/** For tests: waits for what happens in another thread; throws after five seconds. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 5_000
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('it did not come true within 5 s')
    await new Promise((done) => setTimeout(done, 10))
  }
}
