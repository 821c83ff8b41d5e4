import type { EngineArchive } from '@acestream-orchestrator/contract/archive'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import type { ArchivedEngine } from '../../../engines/archive/archived-engine.ts'
import { sentenceOf, sentenceOrNull } from '../../../wording/sentence.ts'
import { iso } from '../time.ts'

export function engineArchive(engine: ArchivedEngine, streams: StreamState[]): EngineArchive {
  return {
    container_id: engine.id,
    container_name: engine.name,
    image: engine.image,
    variant: engine.variant,
    version: engine.version,
    host: engine.advertised.host,
    port: engine.advertised.port,
    vpn_container: engine.vpn,
    external: engine.external,
    first_seen: iso(engine.firstSeenMs),
    removed_at: iso(engine.removedAtMs),
    end_reason: engine.cause,
    reason: sentenceOf(engine.reason),
    reason_data: engine.reason,
    exit_code: engine.exitCode,
    oom_killed: engine.oomKilled,
    checks: engine.checks.map(({ atMs, latencyMs, reason }) => ({
      ts: iso(atMs),
      ok: reason === null,
      latency_ms: latencyMs,
      reason: sentenceOrNull(reason),
      reason_data: reason,
    })),
    log: [...engine.log.lines],
    log_missing: sentenceOrNull(engine.log.missing),
    log_missing_data: engine.log.missing,
    streams,
  }
}
