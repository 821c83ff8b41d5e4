import type {
  FastifyInstance,
  FastifyTypeProvider,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { FastifyBaseLogger } from 'fastify/types/logger.js'
import type { Static, TSchema } from 'typebox'

/** Types of bodies, parameters and answers follow from the contract's schemas. */
export interface ContractTypes extends FastifyTypeProvider {
  readonly validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown
  readonly serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown
}

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ContractTypes
>

/**
 * Who may call a route: `read` is open unless PROTECT_READS, `key` always needs the key, `open` never does.
 * A route that changes something and is not marked `key` does not start.
 */
export type Access = 'read' | 'key' | 'open'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Default: `read`. */
    access?: Access
  }

  interface FastifySchema {
    /** One line for the API's description. */
    summary?: string
    /** The answer is no JSON but a text of one of these media types. */
    produces?: readonly string[]
    /** Statuses of refusals beside those that `openapi.ts` knows from the shape of the route. */
    refusals?: readonly number[]
    /** Not part of the API's description. */
    hide?: boolean
  }
}
