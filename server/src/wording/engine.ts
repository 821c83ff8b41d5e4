import type { EngineReasons } from '@acestream-orchestrator/contract/reasons/engine'
import type { Wording } from './wording.ts'

export const engineWording: Wording<EngineReasons> = {
  starting: () => 'starting: has not answered a check yet',
  draining: () => 'draining: takes no new streams',
  drained_for_maintenance: () => 'drained for maintenance: takes no new streams',
  being_removed: ({ why }, say) => `being removed: ${say(why)}`,
  restarting: ({ why }, say) => `restarting: ${say(why)}`,
  missed_check: ({ reason }, say) => `missed a check: ${say(reason)}`,
  never_answered: ({ afterMs }) => `has not answered within ${Math.round(afterMs / 1000)} s of its start`,
  port_occupied: ({ port }) => `something else answers on ${port}`,
  container_gone: () => 'its container is gone',
  exited,
  with_cure: ({ reason, cure }, say) => `${say(reason)}; ${say(cure)}`,
  nothing_written: () => 'it wrote nothing',
  log_read_too_slowly: ({ withinMs }) => `its log could not be read within ${withinMs / 1000} s`,
  not_an_engine_of_ours: () => 'its log is kept where it runs',
  removed_by_operator: () => 'removed by you',
  restarted_by_operator: () => 'restarted by you',
  engines_unhealthy: ({ unhealthy, total }) => `${unhealthy} of ${total} engines are unhealthy`,
  no_engine_healthy_yet: ({ total, target }) => `no engine is healthy yet: ${total} of ${target} are there`,
  recommended: ({ streams, maxStreams, usedUnreported, forwarded }) =>
    [
      'healthy',
      streams === 0 ? 'no streams' : `${streams} of ${maxStreams} streams`,
      ...(usedUnreported ? ['in use by a player that reports no stream'] : []),
      ...(forwarded ? ['holds the forwarded port'] : []),
    ].join(', '),
}

function exited({ exitCode, oomKilled, error, lastWords }: EngineReasons['exited']): string {
  if (oomKilled) return 'killed: out of memory'
  if (error) return exitCode ? `exit code ${exitCode}: ${error}` : error
  if (exitCode === null) return 'exited, exit code unknown'
  const meaning = exitMeaning(exitCode)
  return lastWords ? `${meaning}: ${lastWords}` : meaning
}

/** What a shell and Docker mean by these, see `docker run`'s exit status; above 128 it is a signal's number. */
const EXIT_MEANINGS: Readonly<Record<number, string>> = {
  126: 'its command cannot be run',
  127: 'its command was not found',
  139: 'crashed: SIGSEGV',
  255: 'could not be started',
}

const HIGHEST_SIGNAL = 64

function exitMeaning(code: number): string {
  const meaning = EXIT_MEANINGS[code]
  if (meaning) return `${meaning} (exit code ${code})`
  const signal = code - 128
  if (signal > 0 && signal <= HIGHEST_SIGNAL) return `killed by signal ${signal} (exit code ${code})`
  return `exited with code ${code}`
}
