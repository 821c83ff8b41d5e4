import type { EnginePorts, EngineSpec, Variant } from '../ports.ts'
import { CONSOLE, type Dialect, knownImage } from './known-images.ts'

/** The operator's word, else what we know of the image, else a guess from how the image starts by itself. */
export function chooseVariant(image: string, override: Variant | null, hasEntrypoint: boolean): Variant {
  return override ?? knownImage(image)?.variant ?? (hasEntrypoint ? 'args' : 'command')
}

/** What a container is started with. No `cmd`: the image's own command stays. */
export interface Recipe {
  readonly cmd?: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/**
 * How this engine is told its ports and settings (docs/reference/acestream-engine.md 8.2). Later flags win, so the order is
 * our defaults, the operator's and caller's wishes, then ports and access, which nobody may change: they are
 * what the container publishes and what its labels say.
 */
export function recipe(spec: EngineSpec): Recipe {
  return RECIPES[spec.variant](spec)
}

const RECIPES: { readonly [V in Variant]: (spec: EngineSpec) => Recipe } = {
  args: (spec) => ({ cmd: flagsOf(spec), env: environment(spec) }),
  command: commandRecipe,
  'extra-flags': (spec) => inVariable(spec, 'EXTRA_FLAGS', ' '),
  'http-port-env': httpPortRecipe,
  'conf-env': (spec) => inVariable(spec, 'CONF', '\n'),
  'acestream-args': (spec) => inVariable(spec, 'ACESTREAM_ARGS', ' '),
}

/** 100 MiB of live stream in memory, as the images that set one do: no disk fills and none wears out. */
const MEMORY_CACHE = ['--live-cache-type=memory', '--live-mem-cache-size=104857600']

/**
 * Only flags the vendor documents for its builds go to those: they exit on one they don't know. The Android-derived
 * build needs no console mode, and its own images switch off reporting and UPnP.
 */
const DEFAULTS: { readonly [D in Dialect]: readonly string[] } = {
  native: [CONSOLE, ...MEMORY_CACHE, '--cache-limit=1', '--log-stdout'],
  android: [...MEMORY_CACHE, '--disable-sentry', '--disable-upnp', '--log-stdout'],
}

function flagsOf(spec: EngineSpec, dialect?: Dialect): string[] {
  const defaults = DEFAULTS[dialect ?? knownImage(spec.image)?.dialect ?? 'native']
  return [...defaults, ...spec.args, ...portFlags(spec.ports), '--bind-all']
}

function portFlags({ http, https, api, p2p }: EnginePorts): string[] {
  return [`--http-port=${http}`, `--https-port=${https}`, `--api-port=${api}`, `--port=${p2p}`]
}

/** Without `ALLOW_REMOTE_ACCESS=yes` some images answer on their own loopback only; the others ignore it. */
function environment(spec: EngineSpec): Record<string, string> {
  return { ...spec.env, ALLOW_REMOTE_ACCESS: 'yes' }
}

/** Nothing tells how an unknown image without an entrypoint starts; most of that kind are Android-derived. */
const USUAL_COMMAND = { command: ['python', 'main.py'], dialect: 'android' } as const

/**
 * The image's whole command is replaced, executable included: the words of ENGINE_ARGS before its first flag, else
 * the one we know for the image.
 */
function commandRecipe(spec: EngineSpec): Recipe {
  const firstFlag = spec.args.findIndex((word) => word.startsWith('-'))
  const given = firstFlag === -1 ? spec.args : spec.args.slice(0, firstFlag)
  const known = knownImage(spec.image) ?? USUAL_COMMAND
  const command = given.length > 0 ? given : (known.command ?? USUAL_COMMAND.command)
  const dialect = given.length > 0 ? dialectOf(given) : known.dialect
  const flags = flagsOf({ ...spec, args: spec.args.slice(given.length) }, dialect)
  return { cmd: [...command, ...flags], env: environment(spec) }
}

function dialectOf(command: readonly string[]): Dialect {
  return command.some((word) => word.endsWith('.py')) ? 'android' : 'native'
}

/** Flags in one variable; what the operator or caller put there joins the others. */
function inVariable(spec: EngineSpec, name: string, separator: string): Recipe {
  const given = (spec.env[name] ?? '').split(/\s+/).filter(Boolean)
  const flags = flagsOf({ ...spec, args: [...given, ...spec.args] })
  return { env: { ...environment(spec), [name]: flags.join(separator) } }
}

/**
 * One variable per setting. Such images take no other flag and no API port, which stays 62062. Older builds under
 * the same name know only `CONF`, newer ones ignore it, so both are given.
 */
function httpPortRecipe(spec: EngineSpec): Recipe {
  const { http, https, p2p } = spec.ports
  return {
    env: {
      CACHE_LIMIT: '1',
      ...inVariable(spec, 'CONF', '\n').env,
      HTTP_PORT: String(http),
      HTTPS_PORT: String(https),
      P2P_PORT: String(p2p),
      BIND_ALL: 'true',
    },
  }
}
