import {
  Chart,
  type ChartConfiguration,
  type ChartDataset,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
  type ScaleOptionsByType,
  ScatterController,
  Tooltip,
  type TooltipItem,
} from 'chart.js'
import { useEffect, useRef } from 'react'
import type { Formats } from '../../i18n/format.ts'
import { type I18n, useI18n } from '../../i18n/use-i18n.ts'
import { useSettings } from '../../platform/app-settings.ts'
import { useSystemIsLight } from '../../platform/system-theme.ts'
import { timeTicks } from './chart-ticks.ts'
import type { Point } from './gaps.ts'

Chart.register(Filler, LinearScale, LineController, LineElement, PointElement, ScatterController, Tooltip)

export interface ChartSeries {
  readonly name: string
  /** A colour token, for example `--series-down`. */
  readonly color: string
  readonly axis: 'left' | 'right'
  readonly points: readonly Point[]
  /** Single marks instead of a line. */
  readonly marks?: boolean
}

export interface ChartAxis {
  readonly title: string
  readonly format: (value: number) => string
  /** It counts: no marks between whole numbers, whose labels would repeat those of their neighbours. */
  readonly whole?: boolean
}

/** Something that went on for a while, shown on the time axis. */
export interface ChartMark {
  readonly fromMs: number
  readonly toMs: number
  readonly severity: 'critical' | 'warning' | 'info'
  readonly text: string
}

export interface TimeChartProps {
  /** What the chart says, for those who can't see it. */
  readonly label: string
  readonly series: readonly ChartSeries[]
  readonly fromMs: number
  readonly toMs: number
  readonly left: ChartAxis
  readonly right?: ChartAxis
  readonly marks?: readonly ChartMark[]
}

/** Of the page, named where each text is drawn: the library hands the chart's own font on to none of them. */
type Font = { readonly family: string; readonly size: number }

type LineChart = Chart<'line' | 'scatter', Point[]>
type Dataset = ChartDataset<'line' | 'scatter', Point[]>

/** Canvas knows neither `var()` nor `light-dark()`: let the document compute the colour. */
function colorsOf(host: HTMLElement, tokens: readonly string[]): Map<string, string> {
  const probe = document.createElement('span')
  host.append(probe)
  const found = tokens.map((token) => {
    probe.style.color = `var(${token})`
    return [token, getComputedStyle(probe).color] as const
  })
  probe.remove()
  return new Map(found)
}

/** A thin line through the moment that is pointed at. */
const crosshair = (color: string): Plugin<'line' | 'scatter'> => ({
  id: 'crosshair',
  afterDatasetsDraw: (chart) => {
    const at = chart.tooltip?.getActiveElements()[0]?.element.x
    if (at === undefined || chart.tooltip?.opacity === 0) return
    const { ctx, chartArea } = chart
    ctx.save()
    ctx.strokeStyle = color
    ctx.lineWidth = 1
    ctx.beginPath()
    ctx.moveTo(at, chartArea.top)
    ctx.lineTo(at, chartArea.bottom)
    ctx.stroke()
    ctx.restore()
  },
})

const MARK_COLORS = { critical: '--bad', warning: '--warn', info: '--idle' } as const
const MARK_PX = 4

/** Along the time axis, as long as each lasted and wide enough to be seen. */
const markedTimes = (
  { marks = [] }: Pick<TimeChartProps, 'marks'>,
  colors: Map<string, string>,
): Plugin<'line' | 'scatter'> => ({
  id: 'marks',
  afterDatasetsDraw: ({ ctx, chartArea, scales }) => {
    const x = scales['x']
    if (x === undefined) return
    ctx.save()
    for (const { fromMs, toMs, severity } of marks) {
      const from = Math.max(chartArea.left, x.getPixelForValue(fromMs))
      const to = Math.min(chartArea.right, Math.max(from + MARK_PX, x.getPixelForValue(toMs)))
      ctx.fillStyle = colors.get(MARK_COLORS[severity]) ?? ''
      ctx.globalAlpha = 0.1
      ctx.fillRect(from, chartArea.top, to - from, chartArea.bottom - chartArea.top)
      ctx.globalAlpha = 1
      ctx.fillRect(from, chartArea.bottom - MARK_PX, to - from, MARK_PX)
    }
    ctx.restore()
  },
})

/**
 * The band from the least to the most of each average: its lower edge, and the upper one filled down to it. On the left axis
 * only: bands of two scales over each other look like a third thing.
 */
function bandOf({ color, axis, points }: ChartSeries, colors: Map<string, string>): Dataset[] {
  if (axis === 'right' || !points.some(({ spread }) => spread)) return []
  const paint = colors.get(color) ?? color
  return [0, 1].map(
    (side) =>
      ({
        type: 'line',
        data: points.map(({ x, y, spread }) => ({ x, y: spread?.[side] ?? y })),
        yAxisID: axis,
        borderWidth: 0,
        pointRadius: 0,
        pointHoverRadius: 0,
        tension: 0.2,
        spanGaps: false,
        fill: side === 1 ? '-1' : false,
        backgroundColor: `color-mix(in srgb, ${paint} 18%, transparent)`,
        order: 1,
      }) as unknown as Dataset,
  )
}

function datasetOf({ name, color, axis, points, marks }: ChartSeries, colors: Map<string, string>): Dataset {
  const paint = colors.get(color) ?? color
  return {
    type: marks ? 'scatter' : 'line',
    label: name,
    data: [...points],
    yAxisID: axis,
    borderColor: paint,
    backgroundColor: paint,
    borderWidth: marks ? 2 : 1.75,
    borderDash: axis === 'right' ? [5, 3] : [],
    pointRadius: marks ? 4 : 0,
    pointStyle: marks ? 'crossRot' : 'circle',
    pointHoverRadius: 4,
    tension: 0.2,
    spanGaps: false,
  } as Dataset
}

function valueAxis(axis: ChartAxis, side: 'left' | 'right', colors: Map<string, string>, font: Font) {
  const text = colors.get('--muted') ?? ''
  return {
    type: 'linear',
    position: side,
    beginAtZero: true,
    suggestedMax: 1,
    border: { display: false },
    title: { display: true, text: axis.title, color: text, font },
    grid: { color: colors.get('--line') ?? '', drawOnChartArea: side === 'left' },
    ticks: {
      color: text,
      font,
      maxTicksLimit: 6,
      ...(axis.whole ? { precision: 0 } : {}),
      callback: (value: string | number) => axis.format(Number(value)),
    },
  } as const
}

function scalesOf(
  props: TimeChartProps,
  colors: Map<string, string>,
  f: Formats,
  narrow: boolean,
  font: Font,
) {
  const { fromMs, toMs, left, right } = props
  const span = toMs - fromMs
  const label = (at: number) =>
    span <= 10 * 60_000 ? f.clock(at) : span > 2 * 86_400_000 ? f.day(at) : f.minute(at)
  const x = {
    type: 'linear',
    min: fromMs,
    max: toMs,
    border: { display: false },
    grid: { display: false },
    ticks: {
      color: colors.get('--muted') ?? '',
      font,
      maxRotation: 0,
      autoSkip: true,
      autoSkipPadding: 16,
      callback: (value: string | number) => label(Number(value)),
    },
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      const offsetMs = -new Date(toMs).getTimezoneOffset() * 60_000
      axis.ticks = timeTicks(fromMs, toMs, narrow ? 4 : 8, offsetMs).map((value) => ({ value }))
    },
  } as unknown as ScaleOptionsByType<'linear'>
  return {
    x,
    left: valueAxis(left, 'left', colors, font),
    ...(right ? { right: valueAxis(right, 'right', colors, font) } : {}),
  }
}

function tooltipOf(props: TimeChartProps, colors: Map<string, string>, { f, t: words }: I18n, font: Font) {
  return {
    filter: ({ dataset: { label } }: TooltipItem<'line' | 'scatter'>) => label !== undefined,
    titleFont: { ...font, weight: 'normal' },
    bodyFont: font,
    backgroundColor: colors.get('--raised') ?? '',
    borderColor: colors.get('--line-strong') ?? '',
    borderWidth: 1,
    titleColor: colors.get('--muted') ?? '',
    bodyColor: colors.get('--ink') ?? '',
    padding: 10,
    cornerRadius: 10,
    usePointStyle: true,
    callbacks: {
      title: (items: { parsed: { x: number | null } }[]) => f.dateTime(items[0]?.parsed.x ?? 0),
      label: ({ dataset: { label = '', yAxisID }, parsed, raw }: TooltipItem<'line' | 'scatter'>) => {
        const { note, spread } = raw as Point
        if (note !== undefined) return ` ${label}: ${note}`
        const axis = yAxisID === 'right' && props.right ? props.right : props.left
        const unit = axis.title.toLowerCase() === label.toLowerCase() ? '' : ` ${axis.title}`
        const [least, most] = (spread ?? []).map((value) => axis.format(value))
        const between =
          least === undefined || most === undefined || least === most
            ? ''
            : ` (${words.charts.spread(least, most)})`
        return ` ${label}: ${axis.format(parsed.y ?? 0)}${unit}${between}`
      },
    },
  }
}

const TOKENS = ['--muted', '--line', '--line-strong', '--ink', '--raised', '--bad', '--warn', '--idle']

function configOf(
  props: TimeChartProps,
  host: HTMLElement,
  i18n: I18n,
): ChartConfiguration<'line' | 'scatter', Point[]> {
  const colors = colorsOf(host, [...TOKENS, ...props.series.map(({ color }) => color)])
  const narrow = host.clientWidth < 520
  const font = { family: getComputedStyle(host).fontFamily, size: 11 }
  return {
    type: 'line',
    data: {
      datasets: props.series.flatMap((series) => [...bandOf(series, colors), datasetOf(series, colors)]),
    },
    options: {
      animation: false,
      normalized: true,
      parsing: false,
      maintainAspectRatio: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      font,
      scales: scalesOf(props, colors, i18n.f, narrow, font) as NonNullable<
        ChartConfiguration<'line' | 'scatter'>['options']
      >['scales'],
      plugins: { tooltip: tooltipOf(props, colors, i18n, font) },
    } as ChartConfiguration<'line' | 'scatter', Point[]>['options'],
    plugins: [crosshair(colors.get('--line-strong') ?? ''), markedTimes(props, colors)],
  } as ChartConfiguration<'line' | 'scatter', Point[]>
}

/** Series over time on one or two axes. The parent gives it a height. */
export default function TimeChart(props: TimeChartProps) {
  const i18n = useI18n()
  const marksKey = JSON.stringify(props.marks ?? [])
  const { theme } = useSettings()
  const systemIsLight = useSystemIsLight()
  const canvas = useRef<HTMLCanvasElement>(null)
  const chart = useRef<LineChart | null>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme, language or set of marks needs a new chart, new data do not
  useEffect(() => {
    const host = canvas.current?.parentElement
    if (!canvas.current || !host) return
    const made = new Chart(canvas.current, configOf(props, host, i18n))
    chart.current = made
    return () => {
      chart.current = null
      made.destroy()
    }
  }, [theme, systemIsLight, i18n, marksKey])

  useEffect(() => {
    const host = canvas.current?.parentElement
    if (!chart.current || !host) return
    const { data, options } = configOf(props, host, i18n)
    chart.current.data.datasets = data.datasets
    if (options) chart.current.options = options
    chart.current.update('none')
  }, [props, i18n])

  return <canvas ref={canvas} role="img" aria-label={props.label} />
}
