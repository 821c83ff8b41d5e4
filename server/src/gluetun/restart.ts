import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { HttpOutcome } from '../http/client.ts'
import type { Clock } from '../lib/clock.ts'
import { DomainError } from '../lib/errors.ts'
import { excerpt, parseOutcome } from './answers.ts'

export interface RestartTools {
  /** Ends by its own timeout only. */
  readonly put: (status: 'stopped' | 'running') => Promise<HttpOutcome>
  readonly clock: Clock
  /** Takes our credentials out of the server's words. */
  readonly clean: (text: string) => string
}

/** How often a stopped tunnel is asked to run again, and how long apart. */
const START_ATTEMPTS = 3
const START_PAUSE_MS = 1000

/**
 * Stops the tunnel and starts it, by Gluetun's outcome words (docs/reference/gluetun.md 2.1). A tunnel that Gluetun is
 * starting anyway is left to it; a crashed one can't be kicked: Gluetun retries it with a growing pause.
 */
export async function restart(tools: RestartTools): Promise<void> {
  const stop = await tools.put('stopped')
  if (!mayStopLater(stop)) {
    const stopped = outcomeOf(stop, 'stopping', tools.clean)
    if (stopped === 'already starting') return
    if (stopped === 'already crashed') throw crashed(stopped)
  }
  const started = await startAgain(tools)
  if (started.endsWith('crashed')) throw crashed(started)
}

/** Sent but not answered: Gluetun may still act on it, and does the next one after it. */
function mayStopLater(answer: HttpOutcome): boolean {
  return (
    answer.kind === 'failed' &&
    (answer.failure === 'timeout' || answer.failure === 'connect_timeout' || answer.failure === 'closed')
  )
}

/** Insists, because a tunnel left stopped would stay so. */
async function startAgain({ put, clock, clean }: RestartTools): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return outcomeOf(await put('running'), 'starting', clean)
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error
      await clock.sleep(START_PAUSE_MS)
    }
  }
}

function outcomeOf(
  answer: HttpOutcome,
  step: 'stopping' | 'starting',
  clean: (text: string) => string,
): string {
  const failed = (reason: Reason): DomainError =>
    new DomainError('vpn_error', { code: 'tunnel_put_failed', step, reason })
  if (answer.kind === 'failed') throw failed({ code: 'no_answer', failure: answer.failure })
  if (answer.status === 401) throw failed({ code: 'restart_route_unlisted' })
  const outcome = answer.status === 200 ? parseOutcome(answer.text) : undefined
  if (outcome !== undefined) return clean(outcome)
  const text = excerpt(clean(answer.text)) || null
  throw failed({ code: 'control_answered', status: answer.status, text })
}

function crashed(outcome: string): DomainError {
  return new DomainError('vpn_error', { code: 'tunnel_crashes', outcome })
}
