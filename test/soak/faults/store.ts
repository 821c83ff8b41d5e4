import assert from 'node:assert/strict'
import { closeSync, existsSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import type { Fault } from '../chaos.ts'
import type { Scene } from '../scene.ts'

const LASTS_MS = 5000
const SEEN_WITHIN_MS = 15_000
const PIECE = Buffer.alloc(256 * 1024)

/** What happens to the data folder and the database in it. */
export const STORE_FAULTS: readonly Fault<Scene>[] = [
  {
    name: 'store: disk full for 5 s',
    strike: (scene) => withFullDisk(scene, () => delay(LASTS_MS)),
  },
  {
    name: 'store: disk full while the orchestrator is killed (-9) and starts',
    strike: (scene) =>
      withFullDisk(scene, async () => {
        await scene.takeDown().kill()
        await scene.start()
        await delay(LASTS_MS)
      }),
  },
  {
    name: 'store: database locked by another program for 5 s',
    strike: async ({ database }) => {
      const other = new DatabaseSync(database)
      other.exec('PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE')
      await delay(LASTS_MS)
      other.exec('ROLLBACK')
      other.close()
    },
  },
  {
    name: 'store: database deleted',
    strike: async (scene) => {
      for (const file of filesOf(scene)) rmSync(file, { force: true })
      scene.historyGoneAtMs = Date.now()
    },
  },
  {
    name: 'store: garbage in place of the database, then put back',
    strike: async (scene) => {
      const files = filesOf(scene).filter((file) => existsSync(file))
      for (const file of files) renameSync(file, `${file}.aside`)
      writeFileSync(scene.database, 'this is no database\n'.repeat(1000))
      await reported(scene)
      for (const file of filesOf(scene)) rmSync(file, { force: true })
      for (const file of files) renameSync(`${file}.aside`, file)
    },
  },
  {
    name: 'store: database damaged while the orchestrator is stopped, then put back',
    strike: async (scene) => {
      await scene.takeDown().stop()
      assert.equal(existsSync(`${scene.database}-wal`), false, 'after a stop all is in one file')
      renameSync(scene.database, `${scene.database}.aside`)
      writeFileSync(scene.database, 'this is no database\n'.repeat(1000))
      await scene.start()
      await reported(scene)
      renameSync(`${scene.database}.aside`, scene.database)
    },
  },
]

function filesOf({ database }: Scene): string[] {
  return [database, `${database}-wal`, `${database}-shm`]
}

async function reported({ product }: Scene): Promise<void> {
  const seen = async () => (await product?.status())?.store.ok === false
  await until('the store to be reported as unusable', seen, SEEN_WITHIN_MS)
}

async function withFullDisk({ dataDir }: Scene, during: () => Promise<unknown>): Promise<void> {
  const filler = `${dataDir}/filler`
  fill(filler)
  await during()
  rmSync(filler)
}

/** Down to the last byte that can be had. */
function fill(path: string): void {
  const file = openSync(path, 'w')
  for (const piece of [PIECE, PIECE.subarray(0, 4096), PIECE.subarray(0, 1)])
    try {
      while (writeSync(file, piece) > 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  closeSync(file)
}
