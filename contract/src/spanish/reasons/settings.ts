import type { SettingShape, SettingsReasons } from '../../reasons/settings.ts'
import { counted, type Wording } from './wording.ts'

export const settingsWording: Wording<SettingsReasons> = {
  setting_set_by_environment: ({ variable }) =>
    `definido por la variable de entorno ${variable}, que tiene prioridad`,
  setting_set_by_file: ({ variable }) => `definido por ${variable} en ENV_FILE, que tiene prioridad`,
  setting_environment_only: ({ setting }) =>
    `${setting} solo se define en el entorno y requiere reiniciar el orquestador`,
  setting_may_be_secret: ({ setting }) =>
    `${setting} puede contener un secreto, por lo que solo se define en el entorno y requiere reiniciar el orquestador`,
  setting_without_effect: ({ setting }) => `${setting} no tiene efecto con RUNTIME=process`,
  setting_unknown: ({ setting }) => `${setting} no es un ajuste de esta versión`,
  setting_not_allowed: ({ setting, shape }) => `${setting} debe ser ${shapeWords(shape)}`,
  setting_above: ({ setting, limit, value }) => `${setting} no puede superar ${limit}, que es ${value}`,
  setting_ports_too_few: ({ setting, range, ports }) =>
    `${setting} no puede superar los ${ports} puertos de ${range}`,
  image_not_listed: ({ image, images }) =>
    `${image} no está en PROVISION_IMAGES, que contiene ${images.join(', ')}`,
  saved_settings_unused: ({ settings, reason }, say) =>
    `guardado en el panel y sin usar: ${settings.join(', ')} (${say(reason)})`,
  older_statistics_deleted: ({ days }) =>
    `las estadísticas de más de ${counted(days, 'día', 'días')} se borran definitivamente`,
  image_needed_first: ({ image }) => `antes se descarga ${image}, si aún no está aquí`,
  engines_over_maximum: ({ engines, maximum }) =>
    `${counted(engines, 'motor', 'motores')} en uso, más que el nuevo máximo de ${maximum}: los que sobran siguen hasta quedar libres y, mientras tanto, ninguna emisión encuentra un motor nuevo`,
  outdated_engines_stay: ({ engines }) =>
    `${counted(engines, 'motor conserva', 'motores conservan')} los ajustes anteriores porque ROLL_OUTDATED está desactivado`,
  settings_changed_meanwhile: () =>
    'los ajustes se han cambiado en otro sitio desde que los abriste: mira cómo están ahora y vuelve a guardar',
}

function shapeWords(shape: SettingShape): string {
  switch (shape.kind) {
    case 'integer':
      return `un número entero de ${shape.least} a ${shape.most}`
    case 'decimal':
      return `un número de ${shape.least} a ${shape.most}`
    case 'seconds':
      return `segundos, de ${shape.least} a ${shape.most}`
    case 'flag':
      return 'true o false'
    case 'memory':
      return 'un tamaño como 512m o 1.5g, de al menos 6m'
    case 'choice':
      return `uno de ${shape.words.join(', ')}`
  }
}
