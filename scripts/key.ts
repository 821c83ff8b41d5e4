// `npm run key`: shows the panel's link with the key again.
import { existsSync, readFileSync } from 'node:fs'
import type { Config } from '../server/src/config/config.ts'
import { ConfigError } from '../server/src/config/fault.ts'
import { loadConfig } from '../server/src/config/load.ts'
import { keyFile, panelLink } from '../server/src/config/panel-link.ts'

const config = readConfig()
const file = keyFile(config.storage.dataDir)

if (config.access.authOff) {
  console.log(`${panelLink(config, null)}\nAUTH=off: no key is needed.`)
} else if (config.access.apiKey !== null) {
  console.log(panelLink(config, config.access.apiKey))
} else if (existsSync(file)) {
  console.log(panelLink(config, readFileSync(file, 'utf8').trim()))
} else {
  console.error(`No key yet in ${file}: it is made on the first start (npm start), or set API_KEY.`)
  process.exitCode = 1
}

function readConfig(): Config {
  try {
    return loadConfig(process.env).config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
