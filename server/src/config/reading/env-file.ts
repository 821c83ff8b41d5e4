export interface EnvFile {
  readonly variables: Readonly<Record<string, string>>
  /** Numbers (from 1) of lines that are neither empty, a comment, nor NAME=value. */
  readonly badLines: readonly number[]
}

const LINE = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/
const QUOTED = /^(["'])(.*)\1(?:\s+#.*)?$/

/** Reads `.env` syntax, one variable a line: `#` comments, `export`, single or double quotes; nothing is expanded. */
export function parseEnvFile(content: string): EnvFile {
  const variables: Record<string, string> = {}
  const badLines: number[] = []
  for (const [index, line] of content
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (/^\s*(#|$)/.test(line)) continue
    const [, name, value = ''] = LINE.exec(line) ?? []
    if (name === undefined) badLines.push(index + 1)
    else variables[name] = unquoted(value)
  }
  return { variables, badLines }
}

function unquoted(value: string): string {
  return QUOTED.exec(value)?.[2] ?? value.replace(/(^|\s+)#.*$/, '')
}
