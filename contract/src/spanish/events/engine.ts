import type { EngineEvents } from '../../events/engine.ts'
import type { Wording } from '../reasons/wording.ts'

export const engineEvents: Wording<EngineEvents> = {
  'engine.created': (found) => `${found.engine} se ha creado${howFound(found)}`,
  'engine.adopted': (found) => `${found.engine} ya estaba en marcha y se ha conservado${howFound(found)}`,
  'engine.registered': ({ engine }) => `${engine} se ha registrado como motor externo`,
  'engine.starting': ({ engine }) => `${engine} se está iniciando`,
  'engine.ready': ({ engine, afterDrain }) =>
    afterDrain ? `${engine} vuelve a admitir emisiones` : `${engine} está listo`,
  'engine.draining': ({ engine, kept }) =>
    kept
      ? `${engine} no admite nuevas emisiones, por mantenimiento`
      : `${engine} no admite nuevas emisiones y se eliminará cuando termine la última`,
  'engine.restarting': ({ engine, reason }, say) => `${engine} se está reiniciando: ${say(reason)}`,
  'engine.restarted': ({ engine }) => `${engine} se ha reiniciado desde fuera, p. ej. a mano o por autoheal`,
  'engine.failed': ({ engine, reason }, say) => `${engine} ha caído: ${say(reason)}`,
  'engine.removing': ({ engine, reason }, say) => `${engine} se está eliminando: ${say(reason)}`,
  'engine.removed': ({ engine, reason }, say) => `${engine} se ha eliminado: ${say(reason)}`,
  'engine.vpn_lost': ({ engine, reason }, say) => `${engine} ha perdido la conexión VPN (${say(reason)})`,
  'engine.vpn_back': ({ engine }) => `${engine} ha recuperado la conexión VPN`,
  'health.unhealthy': ({ engine, reason }, say) => `${engine} tiene fallos: ${say(reason)}`,
  'health.healthy': ({ engine }) => `${engine} vuelve a estar sano`,
}

function howFound({ port, reducedHardening }: EngineEvents['engine.created']): string {
  const hardening = reducedHardening
    ? ' con el refuerzo de seguridad reducido (este Docker no inicia nada con init y no-new-privileges)'
    : ''
  return `${hardening}, en el puerto ${port}`
}
