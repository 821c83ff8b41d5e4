import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

type Environment = Readonly<Record<string, string | undefined>>

/** The environment with what `ENV_FILE` adds to it; the environment wins. Throws where the file can't be read. */
export function withEnvFile(
  environment: Environment,
  read = (path: string) => readFileSync(path, 'utf8'),
): Environment {
  const path = environment['ENV_FILE']?.trim()
  if (!path) return environment
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '')
  return { ...parseEnv(read(path)), ...Object.fromEntries(given) }
}
