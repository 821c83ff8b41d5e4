/** How many single-character insertions, deletions, swaps of neighbours or changes part two words. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    beforeLast = last
    last = current
  }
  return at(last, b.length)
}

/** A bound that takes no time: how many characters of the longer word the other can't account for, whatever their order. */
function leastDistance(a: string, b: string): number {
  let unmatched = b
  let common = 0
  for (const each of a) {
    const at = unmatched.indexOf(each)
    if (at === -1) continue
    common++
    unmatched = unmatched.slice(0, at) + unmatched.slice(at + 1)
  }
  return Math.max(a.length, b.length) - common
}

/** The candidate with the smallest distance, the first of equals; none where all are farther than `most`. */
export function nearest(
  word: string,
  candidates: readonly string[],
  most = Number.POSITIVE_INFINITY,
): { name: string; distance: number } | undefined {
  let best: { name: string; distance: number } | undefined
  for (const name of candidates) {
    const enough = best === undefined ? most : best.distance - 1
    if (Math.abs(word.length - name.length) > enough || leastDistance(word, name) > enough) continue
    const distance = editDistance(word, name)
    if (distance <= enough) best = { name, distance }
  }
  return best
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
