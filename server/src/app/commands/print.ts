import type { Config } from '../../config/config.ts'
import { ConfigError } from '../../config/fault.ts'
import { loadConfig } from '../../config/load.ts'

/** What commands say beside their result goes to standard error: the result may be on standard output. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

export function fail(message: string): never {
  say(message)
  process.exit(1)
}

/** The settings from the environment; ends the process where one is wrong. */
export function readConfig(): Config {
  try {
    return loadConfig(process.env).config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return fail(error.message)
  }
}
