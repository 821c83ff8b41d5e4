import { incidentInSpanish } from './incidents/incident.ts'
import { reasonInSpanish } from './reasons/reasons.ts'
import { counted } from './reasons/wording.ts'

/** What a message to a person is made of, in Spanish. */
export const spanishAlerts = {
  reason: reasonInSpanish,
  incident: incidentInSpanish,
  andMore: (title: string, others: number) => `${title} y ${others} más`,
  resolved: (title: string) => `Resuelto: ${title}`,
  still: (title: string) => `Sigue abierta: ${title}`,
  again: (count: number) => `por ${count}.ª vez seguida`,
  engines: (total: number, names: string) =>
    `${counted(total, 'motor afectado', 'motores afectados')}: ${names}`,
  streams: (total: number, names: string) =>
    `${counted(total, 'emisión afectada', 'emisiones afectadas')}: ${names}`,
  left: (items: number) => `y ${items} más`,
  testTitle: 'Acestream Orchestrator: mensaje de prueba',
  testText: 'Las alertas te llegan aquí.',
}
