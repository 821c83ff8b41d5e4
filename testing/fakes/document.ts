import type { Kept, StoredDocument } from '../../server/src/lib/stored-document.ts'

/** For tests: a document in memory, whose next writes can be refused. */
export interface FakeDocument<T> extends StoredDocument<T> {
  refusal: ReturnType<StoredDocument<T>['fault']>
}

export function fakeDocument<T>(data: T | null = null, revision = data === null ? 0 : 1): FakeDocument<T> {
  let kept: Kept<T> = { revision, data }
  const fake: FakeDocument<T> = {
    refusal: null,
    current: () => kept,
    fault: () => fake.refusal,
    write: async (next, from) => {
      if (fake.refusal !== null) return { kind: 'refused', reason: fake.refusal }
      if (from !== kept.revision) return { kind: 'conflict', now: kept }
      kept = { revision: from + 1, data: next }
      return { kind: 'written', revision: kept.revision }
    },
  }
  return fake
}
