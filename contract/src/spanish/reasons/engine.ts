import type { EngineReasons } from '../../reasons/engine.ts'
import { counted, type Wording, whole } from './wording.ts'

export const engineWording: Wording<EngineReasons> = {
  starting: () => 'iniciándose: todavía no ha respondido a ninguna comprobación',
  draining: () => 'vaciándose: no admite nuevas emisiones',
  drained_for_maintenance: () => 'vaciado por mantenimiento: no admite nuevas emisiones',
  being_removed: ({ why }, say) => `se está eliminando: ${say(why)}`,
  restarting: ({ why }, say) => `reiniciándose: ${say(why)}`,
  missed_check: ({ reason }, say) => `comprobación fallida: ${say(reason)}`,
  never_answered: ({ afterMs }) => `no ha respondido en los ${whole(afterMs)} siguientes a su inicio`,
  port_occupied: ({ port }) => `otro programa responde en el puerto ${port}`,
  container_gone: () => 'su contenedor ha desaparecido',
  exited,
  with_cure: ({ reason, cure }, say) => `${say(reason)}; ${say(cure)}`,
  nothing_written: () => 'no escribió nada',
  log_read_too_slowly: ({ withinMs }) => `no se pudo leer su registro en ${whole(withinMs)}`,
  not_an_engine_of_ours: () => 'su registro está donde se ejecuta',
  removed_by_operator: () => 'eliminado por ti',
  restarted_by_operator: () => 'reiniciado por ti',
  engines_unhealthy: ({ unhealthy, total }) => `${unhealthy} de ${total} motores con fallos`,
  no_engine_healthy_yet: ({ total, target }) => `ningún motor está sano todavía: hay ${total} de ${target}`,
  recommended: ({ streams, maxStreams, usedUnreported, forwarded }) =>
    [
      'sano',
      streams === 0 ? 'sin emisiones' : `${streams} de ${counted(maxStreams, 'emisión', 'emisiones')}`,
      ...(usedUnreported ? ['en uso por un reproductor que no notifica su emisión'] : []),
      ...(forwarded ? ['tiene el puerto reenviado'] : []),
    ].join(', '),
}

function exited({ exitCode, oomKilled, error, lastWords }: EngineReasons['exited']): string {
  if (oomKilled) return 'terminado a la fuerza: sin memoria'
  if (error) return exitCode ? `código de salida ${exitCode}: ${error}` : error
  if (exitCode === null) return 'ha terminado, código de salida desconocido'
  const meaning = exitMeaning(exitCode)
  return lastWords ? `${meaning}: ${lastWords}` : meaning
}

const EXIT_MEANINGS: Readonly<Record<number, string>> = {
  126: 'su comando no se puede ejecutar',
  127: 'no se ha encontrado su comando',
  139: 'ha fallado: SIGSEGV',
  255: 'no se ha podido iniciar',
}

const HIGHEST_SIGNAL = 64

function exitMeaning(code: number): string {
  const meaning = EXIT_MEANINGS[code]
  if (meaning) return `${meaning} (código de salida ${code})`
  const signal = code - 128
  if (signal > 0 && signal <= HIGHEST_SIGNAL)
    return `terminado por la señal ${signal} (código de salida ${code})`
  return `ha terminado con el código ${code}`
}
