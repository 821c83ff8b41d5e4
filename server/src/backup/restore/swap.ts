import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DATABASE_NAME, RESTORE_READY } from '../data-files.ts'

// How the contents of a backup take the place of the present files, so that a crash at any moment leaves all of the one or all of
// the other. The new files gather in restore.unfinished/. Renaming it to restore.ready/ is the moment from which on they count;
// putting them in place is repeated until it is done, by the next start at the latest. The present files move to a folder beside.

/** Files gather here; worth nothing yet. */
export const UNFINISHED = 'restore.unfinished'
const PLAN = 'plan.json'

/** SQLite's own files beside a database: with another database they would be taken for its latest commits. */
const BESIDE_DATABASE = ['-wal', '-shm', '-journal']

export interface SwapPlan {
  /** Folder in DATA_DIR for the present files. */
  readonly aside: string
  /** Files that take a place, and places that become empty. */
  readonly restored: readonly string[]
  readonly removed: readonly string[]
}

/** From here on the files in `UNFINISHED`, written and flushed before, are the data. */
export function commitRestore(dataDir: string, plan: SwapPlan): void {
  const folder = join(dataDir, UNFINISHED)
  writeFileSync(join(folder, PLAN), JSON.stringify(plan), { mode: 0o600, flush: true })
  flushFolder(folder)
  renameSync(folder, join(dataDir, RESTORE_READY))
  flushFolder(dataDir)
}

/** Puts a committed restore in place, also one that a crash interrupted. Returns what was done; null: there was none. */
export function finishRestore(dataDir: string): SwapPlan | null {
  const plan = readPlan(dataDir)
  for (const _step of finishing(dataDir, plan));
  return plan
}

/** One step at a time, each of which may be the last before a crash. */
export function* finishing(dataDir: string, plan: SwapPlan | null = readPlan(dataDir)): Generator<void> {
  if (plan !== null) {
    mkdirSync(join(dataDir, plan.aside), { recursive: true, mode: 0o700 })
    yield
    for (const name of plan.removed) yield* moveAside(dataDir, plan, name)
    for (const name of plan.restored) yield* replace(dataDir, plan, name)
    flushFolder(join(dataDir, plan.aside))
    flushFolder(dataDir)
  }
  rmSync(join(dataDir, RESTORE_READY), { recursive: true, force: true })
  yield
}

function* replace(dataDir: string, plan: SwapPlan, name: string): Generator<void> {
  const ready = join(dataDir, RESTORE_READY, name)
  if (!existsSync(ready)) return // in place already
  yield* moveAside(dataDir, plan, name)
  renameSync(ready, join(dataDir, name))
  yield
}

function* moveAside(dataDir: string, { aside }: SwapPlan, name: string): Generator<void> {
  const beside = name === DATABASE_NAME ? BESIDE_DATABASE.map((suffix) => `${name}${suffix}`) : []
  for (const each of [...beside, name]) {
    if (!existsSync(join(dataDir, each))) continue
    renameSync(join(dataDir, each), join(dataDir, aside, each))
    yield
  }
}

/** Null where nothing is committed, or everything is in place and only the folder is left. */
function readPlan(dataDir: string): SwapPlan | null {
  const path = join(dataDir, RESTORE_READY, PLAN)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as SwapPlan) : null
}

/** A rename survives a power cut once its folder is flushed. */
function flushFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
