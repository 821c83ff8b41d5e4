let scale: number | undefined

/** How much larger than usual the reader has text, and with it everything that is measured by it: 1 at 16 px. */
export const remScale = (): number =>
  (scale ??= Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16)
