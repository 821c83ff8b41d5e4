import type { BlockedCode, CodedIncident, Incidents } from '../../reasons/incident.ts'
import { sentenceOf } from '../reasons/reasons.ts'
import { counted, quoted, type Say, streamName, type Wording } from '../reasons/wording.ts'

const engines = (count: number) => counted(count, 'motor', 'motores')

const CATALOGUE: Wording<Incidents> = {
  runtime_unreachable: ({ runtime }) =>
    runtime === 'docker' ? 'Docker no responde' : `El entorno de ejecución (${runtime}) no responde`,
  store_failing: () => 'No se puede escribir en la base de datos',
  settings_unused: () => 'Hay ajustes guardados en el panel que no se usan',
  log_dropping: () => 'Se descartan líneas de nuestro registro',
  vpn_down: ({ vpn }) => `La VPN ${vpn} no está conectada`,
  vpn_impaired: ({ vpn }) => `La VPN ${vpn} está conectada, pero algo falla`,
  vpn_leaking: ({ vpn }) => `La VPN ${vpn} tiene una fuga`,
  engine_unhealthy: ({ engine }) => `${engine} no responde`,
  engine_failed: ({ engine }) => `${engine} ha dejado de funcionar`,
  engines_blocked: ({ blocked, engines: existing, wanted }) =>
    `Hay ${existing} de ${engines(wanted)}: ${BLOCKED[blocked]}`,
  no_engine_serves: ({ engines: existing, wanted }) =>
    existing === 0
      ? `No hay ningún motor; debería haber ${wanted}`
      : `No responde ningún motor de ${existing}`,
  capacity_full: ({ maximum }) =>
    `Todos los motores están en uso y MAX_REPLICAS (${maximum}) no permite ninguno más`,
  stream_stalled: ({ stream, engine }) => `${streamName(stream)} en ${engine} no recibe datos`,
  stream_cut: ({ stream, engine }) => `${streamName(stream)} en ${engine} se ha cortado`,
  notifier_failing: ({ notifier }) => `No se pueden enviar alertas por ${quoted(notifier)}`,
}

const BLOCKED: { readonly [Code in BlockedCode]: string } = {
  vpn_disconnected: 'no hay ninguna VPN conectada',
  circuit_breaker: 'crear motores falla una y otra vez',
  max_capacity: 'se ha alcanzado MAX_REPLICAS',
  runtime_unavailable: 'el entorno de ejecución no responde',
  image_pulling: 'la imagen se está descargando',
  image_missing: 'no se puede descargar la imagen',
  no_free_port: 'no queda ningún puerto libre',
}

/** What is wrong, in Spanish; `null` where the code or its parameters are not known here. */
export function incidentInSpanish(code: string, params: Readonly<Record<string, unknown>>): string | null {
  const word = (CATALOGUE as Record<string, unknown>)[code] as
    | ((incident: CodedIncident, say: Say) => string)
    | undefined
  try {
    return word?.({ ...params, code } as unknown as CodedIncident, sentenceOf) ?? null
  } catch {
    return null
  }
}
