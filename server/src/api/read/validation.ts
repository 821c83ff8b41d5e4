// read/: requests become domain values, read leniently; what is wrong with one is named by field.
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { FastifyRouteSchemaDef } from 'fastify/types/schema.js'
import type { TSchema } from 'typebox'
import { lenient, withoutEmpty } from './lenient.ts'
import { oversizeOf } from './oversize.ts'

/** What a request got wrong, in the validator's words; the error handler turns them into ours. */
export class InvalidRequest extends Error {
  readonly faults: readonly ErrorObject[]
  /** Which part of the request, in the framework's word. */
  readonly validationContext: string

  constructor(faults: readonly ErrorObject[], validationContext: string) {
    super('the request does not fit its schema')
    this.faults = faults
    this.validationContext = validationContext
  }
}

type Verdict = { readonly value: unknown } | { readonly error: InvalidRequest }

/**
 * Softens what was sent, then holds it against the contract's schema. Schemas are compiled when they are first
 * needed: compiling all of them would be the longest part of our start. The validator itself, too: 11 ms.
 */
export function createValidatorCompiler() {
  let ajv: Ajv | undefined
  return ({ schema, httpPart = 'body' }: FastifyRouteSchemaDef<TSchema>) => {
    let validate: ValidateFunction | undefined
    return (given: unknown): Verdict => {
      ajv ??= new Ajv({ allErrors: true, verbose: true, strict: false })
      validate ??= ajv.compile(schema)
      const oversize = oversizeOf(schema, given)
      if (oversize !== null) return { error: new InvalidRequest([oversize], httpPart) }
      const value = lenient(schema, httpPart === 'querystring' ? withoutEmpty(given) : given)
      if (validate(value)) return { value }
      const faults = validate.errors ?? []
      validate.errors = null // it would keep what was refused, 20 MB of heap for 1 MiB of brackets, until the next request
      return { error: new InvalidRequest(faults, httpPart) }
    }
  }
}
