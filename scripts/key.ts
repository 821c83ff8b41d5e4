// `npm run key`: shows the panel's link with the key again.
import { readKey } from '../server/src/api/security/key.ts'
import type { Config } from '../server/src/config/config.ts'
import { ConfigError } from '../server/src/config/fault.ts'
import { loadConfig } from '../server/src/config/load.ts'
import { panelLink } from '../server/src/config/panel-link.ts'

const config = readConfig()
const { dataDir } = config.storage
const key = config.access.apiKey ?? (await readKey(dataDir))

if (config.access.authOff) {
  console.log(`${panelLink(config, null)}\nAUTH=off: no key is needed.`)
} else if (key !== null) {
  console.log(panelLink(config, key))
} else {
  console.error(`No key yet in ${dataDir}: it is made on the first start (npm start), or set API_KEY.`)
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
