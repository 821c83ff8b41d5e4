import type { SettingShape, SettingsReasons } from '@acestream-orchestrator/contract/reasons/settings'
import { counted, type Wording } from './wording.ts'

export const settingsWording: Wording<SettingsReasons> = {
  setting_set_by_environment: ({ variable }) => `set by the environment variable ${variable}, which wins`,
  setting_set_by_file: ({ variable }) => `set by ${variable} in ENV_FILE, which wins`,
  setting_environment_only: ({ setting }) => `${setting} is set in the environment only, and needs a restart`,
  setting_may_be_secret: ({ setting }) =>
    `${setting} may hold a secret, so it is set in the environment only, and needs a restart`,
  setting_without_effect: ({ setting }) => `${setting} has no effect with RUNTIME=process`,
  setting_unknown: ({ setting }) => `${setting} is not a setting of this version`,
  setting_not_allowed: ({ setting, shape }) => `${setting} must be ${shapeWords(shape)}`,
  setting_above: ({ setting, limit, value }) => `${setting} must not be above ${limit}, which is ${value}`,
  setting_ports_too_few: ({ setting, range, ports }) =>
    `${setting} must not be above the ${ports} ports of ${range}`,
  image_not_listed: ({ image, images }) =>
    `${image} is not one of PROVISION_IMAGES, which lists ${images.join(', ')}`,
  saved_settings_unused: ({ settings, reason }, say) =>
    `saved in the panel and not used: ${settings.join(', ')} (${say(reason)})`,
  older_statistics_deleted: ({ days }) =>
    `statistics older than ${counted(days, 'day')} are deleted for good`,
  image_needed_first: ({ image }) => `${image} is pulled first where it is not here yet`,
  engines_over_maximum: ({ engines, maximum }) =>
    `${counted(engines, 'engine')} in use, more than the new maximum of ${maximum}: those over it stay until they are idle, and no stream finds a new engine until then`,
  outdated_engines_stay: ({ engines }) =>
    `${counted(engines, 'engine')} keep${engines === 1 ? 's' : ''} the former settings, because ROLL_OUTDATED is off`,
  settings_changed_meanwhile: () =>
    'the settings were changed elsewhere since you opened them: look at what they are now, and save again',
}

function shapeWords(shape: SettingShape): string {
  switch (shape.kind) {
    case 'integer':
      return `a whole number from ${shape.least} to ${shape.most}`
    case 'decimal':
      return `a number from ${shape.least} to ${shape.most}`
    case 'seconds':
      return `seconds from ${shape.least} to ${shape.most}`
    case 'flag':
      return 'true or false'
    case 'memory':
      return 'a size such as 512m or 1.5g, at least 6m'
    case 'choice':
      return `one of ${shape.words.join(', ')}`
  }
}
