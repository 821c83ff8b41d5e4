/** What is measured inside one process, as tables like the others. */
import { benchApi } from './api.ts'
import { benchEvents } from './events.ts'
import { benchStore } from './store.ts'
import { benchStreamList } from './stream-list.ts'
import { benchStreams } from './streams.ts'
import { type BenchTable, milliseconds, type Row } from './table.ts'

export async function* benchApiTable(): AsyncGenerator<BenchTable> {
  const bench = await benchApi()
  const ratio = bench.requestsPerSecond / bench.bareRequestsPerSecond
  yield {
    title: 'The API (50 engines; 200 engines and 500 live readers)',
    rows: [
      {
        measure: 'GET /engines beside a bare node:http server with the same bytes',
        ours: `${bench.requestsPerSecond.toFixed(0)}/s`,
        bare: `${bench.bareRequestsPerSecond.toFixed(0)}/s`,
        ratio,
        target: '>= 0.7',
        met: ratio >= 0.7,
      },
      below('a change at the last of 500 live readers, median', bench.lastReaderMedianMs, 150, milliseconds),
      told('the same, worst', milliseconds(bench.lastReaderWorstMs)),
      below('memory above the same process idle', bench.memoryAboveIdleMb, 60, megabytes),
    ],
  }
}

export async function* benchStreamsTable(): AsyncGenerator<BenchTable> {
  const bench = await benchStreams()
  yield {
    title: '500 streams on 50 engines, 50 more on ten engines that hang',
    rows: [
      below('processor, of one core', bench.cpuPercent, 15, percent),
      told('processor when idle', percent(bench.idleCpuPercent)),
      below('memory above idle, rings full', bench.memoryAboveIdleMb, 40, megabytes),
      below('farthest from the 5 s beat', bench.worstBeatErrorMs, 200, milliseconds),
      above('start events answered per second, each after its commit', bench.eventsPerSecond, 2000),
    ],
  }
}

export async function* benchStreamListTable(): AsyncGenerator<BenchTable> {
  const { inLife, all, bare, bytes } = await benchStreamList()
  const kilobytes = (bytes / 1000).toFixed(0)
  yield {
    title: `GET /streams with 500 streams (${kilobytes} kB) read every 5 s, five times a second; bare: node:http with the same bytes`,
    rows: [
      { ...besideBare('p50', inLife.p50Ms, bare.p50Ms), target: '< 10 ms', met: inLife.p50Ms < 10 },
      { ...besideBare('p99', inLife.p99Ms, bare.p99Ms), target: '< 10 ms', met: inLife.p99Ms < 10 },
      besideBare('all 500 read again before each, p50', all.p50Ms, bare.p50Ms),
      besideBare('the same, p99', all.p99Ms, bare.p99Ms),
    ],
  }
}

export async function* benchEventsTable(): AsyncGenerator<BenchTable> {
  const { perMinute, answered, lost, p50Ms, p99Ms } = await benchEvents()
  yield {
    title: `Events at ${perMinute.toFixed(0)} a minute, and kill -9 in the midst of them`,
    rows: [
      {
        measure: `answered as stored, and not on disk afterwards, of ${answered}`,
        ours: `${lost}`,
        target: '0',
        met: lost === 0,
      },
      told('an answer, p50', milliseconds(p50Ms)),
      told('the same, p99', milliseconds(p99Ms)),
    ],
  }
}

export async function* benchStoreTable(): AsyncGenerator<BenchTable> {
  const bench = await benchStore()
  const events = above('durable start events per second', bench.eventsPerSecond, 2000)
  yield {
    title: 'The database',
    rows: [
      {
        ...events,
        bare: `${bench.floorEventsPerSecond.toFixed(0)}/s`,
        ratio: bench.eventsPerSecond / bench.floorEventsPerSecond,
      },
      told('an answer at 2,000 events/s, p50', milliseconds(bench.answerP50Ms)),
      told('the same, p99', milliseconds(bench.answerP99Ms)),
      below('24 h of one stream, p50', bench.dayOfStatsP50Ms, 15, milliseconds),
      below('50 streams for 30 days', bench.monthMb, 120, megabytes),
      below('one piece of housekeeping, p99', bench.tidyP99Ms, 50, milliseconds),
      told('the same, worst', milliseconds(bench.tidyWorstMs)),
      told('uptimes over 7 days of 200 engines', milliseconds(bench.weekOfUptimesMs)),
    ],
  }
}

function below(measure: string, value: number, limit: number, format: (value: number) => string): Row {
  return { measure, ours: format(value), target: `< ${format(limit)}`, met: value < limit }
}

function above(measure: string, perSecond: number, limit: number): Row {
  return { measure, ours: `${perSecond.toFixed(0)}/s`, target: `> ${limit}/s`, met: perSecond > limit }
}

function besideBare(measure: string, oursMs: number, bareMs: number): Row {
  return {
    measure,
    ours: milliseconds(oursMs),
    bare: milliseconds(bareMs),
    ratio: oursMs / bareMs,
    target: '',
    met: null,
  }
}

function told(measure: string, ours: string): Row {
  return { measure, ours, target: '', met: null }
}

function megabytes(value: number): string {
  return `${value.toFixed(0)} MB`
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`
}
