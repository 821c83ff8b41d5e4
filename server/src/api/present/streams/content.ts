import type { ContentSummary as Wire } from '@acestream-orchestrator/contract/stream'
import type { ContentSummary } from '../../../history/ports.ts'
import { iso, isoOrNull } from '../time.ts'

export function contentSummary(content: ContentSummary): Wire {
  return {
    key_type: content.keyType,
    key: content.key,
    title: content.title,
    plays: content.plays,
    median_speed_down: content.medianSpeedDown,
    best_peers: content.bestPeers,
    median_time_to_first_data_ms: content.medianTimeToFirstDataMs,
    last_success_at: isoOrNull(content.lastSuccessAtMs),
    last_played_at: iso(content.lastPlayedAtMs),
  }
}
