import { UsageError } from './flags.ts'

/** How images hand settings to their engine; the server's variants have the same names (docs/reference/acestream-engine.md 8.2). */
export type Recipe = 'args' | 'command' | 'extra-flags' | 'http-port-env' | 'conf-env' | 'acestream-args'

type Env = NodeJS.Dict<string>

/** The flags that the engine behind such an image gets in the end. Throws a `UsageError`. */
export function flagsBy(recipe: string, args: readonly string[], env: Env): readonly string[] {
  const make = Object.hasOwn(RECIPES, recipe) ? RECIPES[recipe as Recipe] : undefined
  if (!make)
    throw new UsageError(`EMULATOR_RECIPE: ${recipe} is not one of ${Object.keys(RECIPES).join(', ')}`)
  return make(args, env)
}

const RECIPES: { readonly [R in Recipe]: (args: readonly string[], env: Env) => readonly string[] } = {
  args: (args) => args,
  command: (args) => args,
  'extra-flags': (args, env) => [
    '--live-cache-type=memory',
    '--client-console',
    ...(env['ALLOW_REMOTE_ACCESS'] === 'yes' ? ['--bind-all'] : []),
    ...wordsOf(env['EXTRA_FLAGS']),
    ...args,
  ],
  'http-port-env': (_args, env) => [
    '--client-console',
    ...settingOf('http-port', env['HTTP_PORT']),
    ...settingOf('https-port', env['HTTPS_PORT']),
    ...settingOf('port', env['P2P_PORT']),
    ...settingOf('cache-limit', env['CACHE_LIMIT']),
    ...(env['BIND_ALL'] ? ['--bind-all'] : []),
    ...(env['INTERNAL_BUFFERING'] ? ['--use-internal-buffering'] : []),
  ],
  'conf-env': (_args, env) => {
    if (!env['CONF']) throw new UsageError('CONF is required: one flag per line')
    return ['--client-console', ...wordsOf(env['CONF'])]
  },
  'acestream-args': (_args, env) => wordsOf(env['ACESTREAM_ARGS']),
}

/** Unset leaves the flag away. */
function settingOf(flag: string, value: string | undefined): string[] {
  return value ? [`--${flag}=${value}`] : []
}

function wordsOf(text = ''): string[] {
  return text.split(/\s+/).filter(Boolean)
}
