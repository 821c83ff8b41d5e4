import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { ErrorObject } from 'ajv'
import type { TSchema } from 'typebox'

interface Shape {
  readonly anyOf?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly maxItems?: number
  readonly maxProperties?: number
}

/**
 * The first list or map that holds more than its schema allows, as the validator would tell it. Looked for before
 * anything else: a list of 300,000 wrong items is refused for its length, without a look at its items.
 */
export function oversizeOf(schema: TSchema, value: unknown): ErrorObject | null {
  return search(schema as Shape, value, '')
}

function search(shape: Shape, value: unknown, path: string): ErrorObject | null {
  if (typeof value !== 'object' || value === null) return null
  for (const branch of shape.anyOf ?? []) {
    const found = search(branch, value, path)
    if (found) return found
  }
  const { maxItems, maxProperties } = shape
  if (Array.isArray(value))
    return maxItems !== undefined && value.length > maxItems
      ? fault('maxItems', { code: 'list_too_long', most: maxItems, count: value.length }, path)
      : null
  const count = maxProperties === undefined ? 0 : Object.keys(value).length
  if (maxProperties !== undefined && count > maxProperties)
    return fault('maxProperties', { code: 'map_too_large', most: maxProperties, count }, path)
  for (const [name, each] of Object.entries(shape.properties ?? {})) {
    if (!Object.hasOwn(value, name)) continue
    const found = search(each, (value as Record<string, unknown>)[name], `${path}/${name}`)
    if (found) return found
  }
  return null
}

function fault(keyword: string, reason: Reason, instancePath: string): ErrorObject {
  return { keyword, instancePath, schemaPath: '', params: { reason } }
}
