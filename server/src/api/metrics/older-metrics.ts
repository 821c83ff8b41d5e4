import { publicHealth } from '../../engines/public-health.ts'
import type { ApiContext } from '../context.ts'
import type { EndedBytes } from './counts.ts'

type Gauge = (name: string, help: string, read: () => number) => void

const KB_PER_MB = 1024

/**
 * Names that dashboards of the older orchestrator query, beside their successors: the same numbers once more. Totals of
 * bytes count from our start on, over all streams.
 */
export function addOlderMetrics(
  gauge: Gauge,
  { engines, streams }: Pick<ApiContext, 'engines' | 'streams'>,
  ended: EndedBytes,
): void {
  const bytes = (direction: keyof EndedBytes) =>
    streams
      .list({ status: 'started' })
      .reduce((sum, stream) => sum + (stream[direction] ?? 0), ended[direction])
  const loads = () => engines.list().map(({ id }) => streams.loadOf(id))
  const inHealth = (health: string) => () =>
    engines.list().filter((each) => publicHealth(each).status === health).length

  gauge('orch_engines_total', 'As the sum of orch_engines', () => engines.list().length)
  gauge('orch_healthy_engines', 'As orch_engines_health{health="healthy"}', inHealth('healthy'))
  gauge('orch_unhealthy_engines', 'As orch_engines_health{health="unhealthy"}', inHealth('unhealthy'))
  gauge(
    'orch_used_engines',
    'Engines with a started stream',
    () => engines.list().filter(({ id }) => streams.startedOn(id).length > 0).length,
  )
  gauge('orch_total_streams', 'As orch_streams_active', () => streams.counts().started)
  gauge('orch_total_peers', 'Peers of all started streams', () =>
    loads().reduce((sum, { peers }) => sum + (peers ?? 0), 0),
  )
  gauge('orch_total_download_speed_mbps', 'Of all started streams, in MB/s', () =>
    loads().reduce((sum, { speedDown }) => sum + (speedDown ?? 0) / KB_PER_MB, 0),
  )
  gauge('orch_total_upload_speed_mbps', 'Of all started streams, in MB/s', () =>
    loads().reduce((sum, { speedUp }) => sum + (speedUp ?? 0) / KB_PER_MB, 0),
  )
  gauge('orch_total_downloaded_bytes', 'By all streams since our start', () => bytes('downloaded'))
  gauge('orch_total_uploaded_bytes', 'By all streams since our start', () => bytes('uploaded'))
}
