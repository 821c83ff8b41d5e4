import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import type { Stream } from '../../streams/stream.ts'
import { endedPages } from './ended-streams.ts'

const ended = (startedAtMs: number) =>
  aStream(`s${startedAtMs}`, { startedAtMs, endedAtMs: 1e6, phase: 'ended' })
const from = (first: number, last: number) =>
  Array.from({ length: first - last + 1 }, (_, index) => ended(first - index))

/** As the store answers. */
function aStore(rows: readonly Stream[]) {
  const asked: (string | null)[] = []
  const read = async (before: Stream | null, limit: number) => {
    asked.push(before?.id ?? null)
    return rows.filter((row) => before === null || row.startedAtMs < before.startedAtMs).slice(0, limit)
  }
  return { asked, read }
}

async function all(pages: AsyncIterable<readonly Stream[]>): Promise<number[]> {
  return (await Array.fromAsync(pages)).flat().map(({ startedAtMs }) => startedAtMs)
}

describe('ended streams of memory and store are one list, newest first', () => {
  const everything = from(350, 1)
  const table: [string, readonly Stream[], readonly Stream[], number, number[]][] = [
    ['nothing', [], [], 10, []],
    ['memory alone, in whatever order', [ended(1), ended(3), ended(2)], [], 10, [3, 2, 1]],
    ['the store alone, over several pages', [], everything, 1000, everything.map((each) => each.startedAtMs)],
    [
      'both, each once',
      [...from(350, 300), ended(50)],
      everything,
      1000,
      everything.map((each) => each.startedAtMs),
    ],
    ['what memory has is newer than the store', from(5, 4), from(3, 1), 10, [5, 4, 3, 2, 1]],
    ['what memory has is older than the store', from(2, 1), from(5, 3), 10, [5, 4, 3, 2, 1]],
    ['no more than asked for', from(5, 4), from(3, 1), 3, [5, 4, 3]],
    ['exactly a page', [], from(25, 1), 25, from(25, 1).map((each) => each.startedAtMs)],
  ]
  for (const [name, held, kept, most, expected] of table)
    test(name, async () => assert.deepEqual(await all(endedPages(held, aStore(kept).read, most)), expected))
})

test('a page is read when the one before has been taken', async () => {
  const store = aStore(from(350, 1))
  const pages = endedPages([], store.read, 1000)
  await pages.next()
  assert.deepEqual(store.asked, [null])
  await pages.next()
  assert.deepEqual(store.asked, [null, 's326'])
})

test('a row that memory knows better, or that has not ended, is left out', async () => {
  const running = { ...ended(2), phase: 'active' as const }
  const held = { ...ended(3), title: 'from memory' }
  const pages = await Array.fromAsync(endedPages([held], aStore([ended(3), running, ended(1)]).read, 10))
  assert.deepEqual(pages.flat(), [held, ended(1)])
})
