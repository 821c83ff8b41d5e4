import type { Sample } from './sample.ts'

/** The newest samples of one stream, at 56 bytes each: 500 streams with half an hour at 5 s take 10 MB. */
export interface SampleRing {
  push(sample: Sample): void
  /** Oldest first. */
  since(sinceMs: number): Sample[]
  readonly size: number
}

const FIRST_CAPACITY = 32
/** One sample: its time, five numbers (NaN: unknown) and the number of its status word. */
const FIELDS = 7
/** An engine has about ten status words; one that invents more is not remembered beyond these. */
const MOST_WORDS = 64

/** Grows by doubling up to `capacity`, so that short streams stay small; then each sample takes the oldest's place. */
export function createSampleRing(capacity: number): SampleRing {
  let values = new Float64Array(Math.min(capacity, FIRST_CAPACITY) * FIELDS)
  const words: string[] = []
  let oldest = 0
  let size = 0

  function grow(): void {
    const larger = new Float64Array(Math.min(capacity, (values.length / FIELDS) * 2) * FIELDS)
    larger.set(values) // only ever full and in order: it has not wrapped before it is at its capacity
    values = larger
  }

  function numberOf(word: string | null): number {
    if (word === null) return Number.NaN
    const known = words.indexOf(word)
    if (known >= 0) return known
    return words.length < MOST_WORDS ? words.push(word) - 1 : Number.NaN
  }

  function at(index: number): Sample {
    const from = ((oldest + index) % (values.length / FIELDS)) * FIELDS
    return {
      atMs: values[from] ?? 0,
      peers: known(values[from + 1]),
      speedDown: known(values[from + 2]),
      speedUp: known(values[from + 3]),
      downloaded: known(values[from + 4]),
      uploaded: known(values[from + 5]),
      status: words[values[from + 6] ?? -1] ?? null,
    }
  }

  return {
    push: ({ atMs, peers, speedDown, speedUp, downloaded, uploaded, status }) => {
      if (size * FIELDS === values.length && size < capacity) grow()
      const slots = values.length / FIELDS
      const numbers = [peers, speedDown, speedUp, downloaded, uploaded].map((value) => value ?? Number.NaN)
      values.set([atMs, ...numbers, numberOf(status)], ((oldest + size) % slots) * FIELDS)
      if (size < slots) size++
      else oldest = (oldest + 1) % slots
    },
    since: (sinceMs) => {
      const samples: Sample[] = []
      for (let index = 0; index < size; index++) {
        const sample = at(index)
        if (sample.atMs >= sinceMs) samples.push(sample)
      }
      return samples
    },
    get size() {
      return size
    },
  }
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}
