import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { DATA_FILES } from '../data-files.ts'
import type { Header } from '../format/header.ts'
import type { Entry, Receiver } from '../format/section.ts'
import { BackupRefusal } from '../refusal.ts'

/** Room that stays free on the disk. */
const SPARE_BYTES = 16 * 1024 * 1024

export interface Extraction extends Receiver {
  /** Names of what was received so far. */
  readonly names: readonly string[]
}

/** Writes what is in a backup to `folder`, each file flushed. Refuses names that this version does not know, and a full disk. */
export function createExtraction(
  { product }: Header,
  folder: string,
  freeBytes: (folder: string) => Promise<number>,
): Extraction {
  const names: string[] = []
  return {
    names,
    expect: async (entries) => {
      refuseUnknown(entries, names, product)
      refuseWithoutRoom(entries, await freeBytes(folder))
    },
    receive: async ({ name }, content) => {
      const file = await open(join(folder, name), 'wx', 0o600)
      try {
        for await (const piece of content) await file.appendFile(piece)
        await file.sync()
      } finally {
        await file.close()
      }
      names.push(name)
    },
  }
}

/** Reads a backup to its end and keeps nothing. */
export function createReadThrough({ product }: Header): Extraction {
  const names: string[] = []
  return {
    names,
    expect: async (entries) => refuseUnknown(entries, names, product),
    receive: async ({ name }, content) => {
      for await (const _piece of content);
      names.push(name)
    },
  }
}

function refuseUnknown(entries: readonly Entry[], names: readonly string[], product: string): void {
  const all = [...names, ...entries.map(({ name }) => name)]
  const unknown = all.filter((name) => !DATA_FILES.some((file) => file.name === name))
  if (unknown.length > 0) throw new BackupRefusal({ code: 'newer_contents', names: unknown, product })
  if (new Set(all).size < all.length) throw new BackupRefusal({ code: 'damaged' })
}

function refuseWithoutRoom(entries: readonly Entry[], freeBytes: number): void {
  const neededBytes = entries.reduce((sum, { bytes }) => sum + bytes, SPARE_BYTES)
  if (freeBytes < neededBytes) throw new BackupRefusal({ code: 'disk_full', neededBytes, freeBytes })
}
