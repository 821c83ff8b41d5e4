import type { Locator, Page } from '@playwright/test'

export interface Column {
  /** Of the picture's own pixels, from its left edge. */
  readonly x: number
  /** How many of its pixels have the colour. */
  readonly count: number
}

/** How far each channel may be off where two lines mix. */
const NEARLY = 24
/** A thin line between two columns of pixels is spread over both, half of it in each. */
const OPAQUE = 100

/** The columns of a canvas in which a colour token is painted, left to right. */
export const columnsOf = (canvas: Locator, token: string): Promise<Column[]> =>
  canvas.evaluate(
    (element, { name, nearly, opaque }) => {
      const context = element instanceof HTMLCanvasElement ? element.getContext('2d') : null
      if (context === null) throw new Error('this is no canvas')
      const probe = document.createElement('canvas').getContext('2d')
      const host = document.createElement('span')
      host.style.color = `var(${name})`
      document.body.append(host)
      if (probe === null) throw new Error('no canvas')
      probe.fillStyle = getComputedStyle(host).color
      probe.fillRect(0, 0, 1, 1)
      host.remove()
      const wanted = [...probe.getImageData(0, 0, 1, 1).data].slice(0, 3)
      const { width, height } = context.canvas
      const { data } = context.getImageData(0, 0, width, height)
      const isPainted = (x: number, y: number) => {
        const at = (y * width + x) * 4
        return (
          (data[at + 3] ?? 0) > opaque &&
          wanted.every((value, channel) => Math.abs((data[at + channel] ?? 0) - value) < nearly)
        )
      }
      return Array.from({ length: width }, (_, x) => ({
        x,
        count: Array.from({ length: height }, (__, y) => isPainted(x, y)).filter(Boolean).length,
      })).filter(({ count }) => count > 0)
    },
    { name: token, nearly: NEARLY, opaque: OPAQUE },
  )

/** Where a line is interrupted for more than `least` pixels, as shares of its length. */
export function gapsOf(columns: readonly Column[], least: number): { from: number; to: number }[] {
  const first = columns.at(0)?.x ?? 0
  const length = (columns.at(-1)?.x ?? 0) - first
  return columns.flatMap(({ x }, index) => {
    const before = columns[index - 1]?.x ?? x
    return x - before > least ? [{ from: (before - first) / length, to: (x - first) / length }] : []
  })
}

interface Written {
  readonly text: string
  readonly x: number
  readonly y: number
}

/** From the next page on, what stands written on a canvas can be read. */
export async function recordTexts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    type Recorded = HTMLCanvasElement & { written?: Written[] }
    const { clearRect, fillText } = CanvasRenderingContext2D.prototype
    Object.assign(CanvasRenderingContext2D.prototype, {
      clearRect(this: CanvasRenderingContext2D, ...place: Parameters<typeof clearRect>) {
        Object.assign(this.canvas, { written: [] })
        clearRect.apply(this, place)
      },
      fillText(this: CanvasRenderingContext2D, ...what: Parameters<typeof fillText>) {
        const [text, x, y] = what
        const { e, f } = this.getTransform()
        const { written } = this.canvas as Recorded
        written?.push({ text, x: Math.round(x + e), y: Math.round(y + f) })
        fillText.apply(this, what)
      },
    })
  })
}

const textsOn = (canvas: Locator): Promise<Written[]> =>
  canvas.evaluate((element) => (element as HTMLCanvasElement & { written?: Written[] }).written ?? [])

/** The labels of a chart's value axes, each from the highest down. */
export async function axisLabelsOf(canvas: Locator): Promise<string[][]> {
  return [...Map.groupBy(await textsOn(canvas), ({ x }) => x).values()]
    .filter((axis) => axis.length > 1)
    .map((axis) => axis.toSorted((a, b) => a.y - b.y).map(({ text }) => text))
}

/** What stands alone: the names of the axes, and their units. */
export async function axisTitlesOf(canvas: Locator): Promise<string[]> {
  const texts = await textsOn(canvas)
  return texts.filter(({ text }) => !/\d/.test(text)).map(({ text }) => text)
}
