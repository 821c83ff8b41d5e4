import { basename } from 'node:path'
import { hashText } from '../../lib/hash.ts'
import type { EnginePorts } from '../../provisioning/ports.ts'

/**
 * What stands for the image of engines that are local processes: the program's name and a hash of the whole
 * command, so that another ENGINE_COMMAND makes the engines of the old one outdated.
 */
export function commandImage(command: readonly string[]): string {
  return `${basename(command[0] ?? 'none')}:${hashText(JSON.stringify(command)).slice(0, 12)}`
}

/** Fills `{http_port} {https_port} {api_port} {p2p_port} {state_dir}` in; other braces stay as they are. */
export function fillCommand(
  command: readonly string[],
  ports: EnginePorts,
  stateDir: string,
): readonly string[] {
  const values: Readonly<Record<string, string>> = {
    http_port: String(ports.http),
    https_port: String(ports.https),
    api_port: String(ports.api),
    p2p_port: String(ports.p2p),
    state_dir: stateDir,
  }
  return command.map((word) => word.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole))
}

/** What an engine may inherit: enough to find programs and its locale, none of our own settings and secrets. */
const INHERITED = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH'] as const

export function engineEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  extra: Readonly<Record<string, string>>,
): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]]))
  return { ...Object.fromEntries(inherited), ...extra }
}
