import type { HttpOutcome } from '../http/client.ts'
import type { Clock } from '../lib/clock.ts'
import { DomainError } from '../lib/errors.ts'
import { excerpt, parseOutcome } from './answers.ts'
import { ROUTES } from './reasons.ts'

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
  doing: 'stopping' | 'starting',
  clean: (text: string) => string,
): string {
  const failed = (why: string): DomainError =>
    new DomainError('vpn_error', `${doing} Gluetun's tunnel: ${why}`)
  if (answer.kind === 'failed') throw failed(`the control server gave no answer (${answer.failure})`)
  if (answer.status === 401)
    throw failed(
      `the control server answers 401 to ${ROUTES.restart}: add it to the routes of our role in Gluetun's /gluetun/auth/config.toml and restart Gluetun`,
    )
  const outcome = answer.status === 200 ? parseOutcome(answer.text) : undefined
  if (outcome !== undefined) return clean(outcome)
  const words = excerpt(clean(answer.text))
  throw failed(`the control server answers HTTP ${answer.status}${words === '' ? '' : `: ${words}`}`)
}

function crashed(outcome: string): DomainError {
  return new DomainError(
    'vpn_error',
    `restarting Gluetun's tunnel: outcome "${outcome}". Gluetun tries again by itself, after 15 s and then twice as long each time; its log says why it crashes`,
  )
}
