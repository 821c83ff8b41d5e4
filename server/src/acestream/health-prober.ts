import type { HealthProber, Probe } from '../health/ports.ts'
import type { Clock } from '../lib/clock.ts'
import { isObject } from '../lib/json.ts'
import { openAnswer, textIn } from './answer.ts'
import { type EngineAnswer, type EngineHttp, marksOf } from './http.ts'

/** Answers without touching a stream or the network; the one question that every engine version answers alike. */
const STATUS_PATH = '/server/api?api_version=3&method=get_status'

/** Asks engines how they are. Give it an `EngineHttp` of its own, so that no other question can delay a probe. */
export function createHealthProber(http: EngineHttp, clock: Clock): HealthProber {
  return {
    probe: async (address, timeoutMs, signal) => {
      const startedMs = clock.elapsedMs()
      const answer = await http.get(address, STATUS_PATH, timeoutMs, signal)
      return judge(answer, clock.elapsedMs() - startedMs)
    },
  }
}

function judge(answer: EngineAnswer, latencyMs: number): Probe {
  if (answer.kind === 'miss') return { ok: false, latencyMs, reason: answer.reason, ...marksOf(answer) }
  const opened = openAnswer(answer.text, 'result')
  if (opened.kind === 'error')
    return {
      ok: false,
      latencyMs,
      reason: opened.reason,
      ...marksOf({ ...opened, quotes: true }),
    }
  if (!isObject(opened.content)) return { ok: false, latencyMs, reason: { code: 'not_a_status' } }
  const version = opened.content['version']
  return { ok: true, latencyMs, version: isObject(version) ? textIn(version, 'version') : null }
}
