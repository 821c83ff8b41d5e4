import type { Variant } from '../ports.ts'

/** Whose engine it is: the vendor's Linux build, or one derived from the Android app ("AceServe"). */
export type Dialect = 'native' | 'android'

export interface KnownImage {
  readonly variant: Variant
  readonly dialect: Dialect
  /** With the variant `command`: what runs the engine. */
  readonly command?: readonly string[]
}

/** Native builds print a usage error and exit without a client flag (docs/reference/acestream-engine.md 8.1). */
export const CONSOLE = '--client-console'

const ANDROID: KnownImage = { variant: 'command', dialect: 'android', command: ['python', 'main.py'] }
const ENTRYPOINT: KnownImage = { variant: 'args', dialect: 'native' }

/** Owner and name, and where one name holds several kinds, the beginning of the tag. The first match counts. */
const KNOWN_IMAGES: readonly (readonly [name: string, tag: string, image: KnownImage])[] = [
  ['martinbjeldbak/acestream-http-proxy', '', { variant: 'extra-flags', dialect: 'native' }],
  ['krinkuto11/acestream-http-proxy', '', { variant: 'http-port-env', dialect: 'native' }],
  ['smarquezp/docker-acestream-ubuntu-home', '', { variant: 'http-port-env', dialect: 'native' }],
  ['krinkuto11/nano-ace', '', native(['/acestream/acestreamengine'])],
  ['krinkuto11/acestream', '', ANDROID],
  ['jopsis/aceserve', '', ANDROID],
  ['jopsis/acestream', 'x64', { variant: 'acestream-args', dialect: 'native' }],
  ['jopsis/acestream', '', ANDROID],
  ['trexx/docker-acestream-engine', '', native(['/app/start-engine'])],
  [
    'vstavrinov/acestream-engine',
    '',
    native(shell('mkdir -p /dev/shm/.ACEStream; exec ./start-engine "$@"')),
  ],
  ['wafy80/acestream', '', ENTRYPOINT],
  ['blaiseio/acelink', '', ENTRYPOINT],
  ['magnetikonline/acestream-server', '', ENTRYPOINT],
]

function native(command: readonly string[]): KnownImage {
  return { variant: 'command', dialect: 'native', command }
}

/** The image links its state directory to one that its own command makes first. */
function shell(script: string): string[] {
  return ['sh', '-c', script, 'start-engine']
}

/** Images published under the same owner and name in any registry (docs/reference/acestream-engine.md 8.2). */
export function knownImage(reference: string): KnownImage | undefined {
  const { name, tag } = partsOf(reference)
  return KNOWN_IMAGES.find(
    ([known, tagStart]) => (name === known || name.endsWith(`/${known}`)) && tag.startsWith(tagStart),
  )?.[2]
}

function partsOf(reference: string): { readonly name: string; readonly tag: string } {
  const undigested = reference.split('@')[0] ?? ''
  const colon = undigested.lastIndexOf(':')
  const tagged = colon > undigested.lastIndexOf('/')
  return {
    name: tagged ? undigested.slice(0, colon) : undigested,
    tag: tagged ? undigested.slice(colon + 1) : '',
  }
}
