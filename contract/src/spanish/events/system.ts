import type { SystemEvents } from '../../events/system.ts'
import type { Wording } from '../reasons/wording.ts'

export const systemEvents: Wording<SystemEvents> = {
  'system.settings_changed': ({ changes }) =>
    `ajustes cambiados: ${changes.map(({ setting, from, to }) => `${setting} de ${from} a ${to}`).join(', ')}`,
  'system.breaker_open': ({ reason, endsInS }, say) =>
    `no se inician motores${endsInS === null ? '' : ` durante ${endsInS} s`}: ${say(reason)}`,
  'system.image_pulling': ({ image }) => `descargando ${image}`,
  'system.image_pulled': ({ image }) => `${image} se ha descargado`,
  'system.image_missing': ({ image, reason }, say) => `no se puede descargar ${image}: ${say(reason)}`,
  'system.runtime_warning': ({ warning }) =>
    `el entorno de ejecución avisa sobre los motores nuevos: ${warning}`,
}
