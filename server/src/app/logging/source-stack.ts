import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, relative, resolve } from 'node:path'

/** A place in a stack: a file of the bundle, line and column, both from 1. */
const PLACE = /(?:file:\/\/)?(\/[^\s()]+?\.c?js):(\d+):(\d+)/g

/**
 * The stack with places in the sources where the bundle's own are named. Maps are read here and not by Node
 * (`--enable-source-maps`), which keeps them all: 9 MB for stacks that are hardly ever needed.
 */
export function inSources(stack: string): string {
  const maps = new Map<string, SourceMap | undefined>()
  return stack.replace(PLACE, (place, file: string, line: string, column: string) => {
    if (!maps.has(file)) maps.set(file, mapOf(file))
    return originOf(maps.get(file), file, Number(line), Number(column)) ?? place
  })
}

function originOf(
  map: SourceMap | undefined,
  file: string,
  line: number,
  column: number,
): string | undefined {
  const origin = map?.findOrigin(line, column)
  if (!origin || !('fileName' in origin)) return undefined
  const source = relative(process.cwd(), resolve(dirname(file), origin.fileName))
  return `${source}:${origin.lineNumber}:${origin.columnNumber}`
}

/** Undefined for what is no bundle, and for a map that can't be read: the stack stays as it is. */
function mapOf(file: string): SourceMap | undefined {
  const path = `${file}.map`
  if (!existsSync(path)) return undefined
  try {
    return new SourceMap(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return undefined
  }
}
