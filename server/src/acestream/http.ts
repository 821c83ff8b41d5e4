import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { createHttpClient, type HttpAnswer, type HttpMiss } from '../http/client.ts'
import { type Address, hostPort, httpOrigin } from '../lib/address.ts'
import { excerptOf } from './answer.ts'

/** What came of one question to one engine. A miss is a value; only an abort by the caller rejects. */
export type EngineAnswer =
  | { readonly kind: 'body'; readonly text: string }
  /**
   * `quotes`: the reason holds words of what answered, and not ours alone. `foreign`: no engine answers like this, so
   * something else did.
   */
  | ({ readonly kind: 'miss'; readonly reason: Reason } & Marks)

export interface EngineHttp {
  /** GET with a deadline over everything: connecting, headers, body. Follows no redirect, asks for no compression. */
  get(address: Address, path: string, timeoutMs: number, signal: AbortSignal): Promise<EngineAnswer>
  /** Drops every connection at once. */
  close(): Promise<void>
}

/** No answer that we ask for is longer. */
const LONGEST_BODY_BYTES = 1024 * 1024

/** The engine closes an idle connection after 15 s (docs/reference/acestream-engine.md 2.6); we do sooner. */
const KEEP_ALIVE_MS = 4000

/**
 * A client with connections of its own. `keeps`: whether a connection may outlast its question; none outlasts it for long, so
 * that it isn't taken for a player's.
 */
export function createEngineHttp(connectionsPerEngine: number, keeps = true): EngineHttp {
  const client = createHttpClient({
    connectionsPerServer: connectionsPerEngine,
    keepAliveMs: keeps ? KEEP_ALIVE_MS : 0,
    longestBytes: LONGEST_BODY_BYTES,
    retriesReset: true,
  })
  return {
    get: async (address, path, timeoutMs, signal) => {
      const origin = httpOrigin(address)
      const outcome = await client.request({ method: 'GET', origin, path, timeoutMs }, signal)
      return outcome.kind === 'answer' ? answered(outcome) : missed(outcome, address, timeoutMs)
    },
    close: () => client.close(),
  }
}

/** Engines answer errors with 200 (docs/reference/acestream-engine.md 2.5); one that is still starting may well fail with a 5xx. */
function answered({ status, text }: HttpAnswer): EngineAnswer {
  if (status === 200) return { kind: 'body', text }
  const said = text.trim() === '' ? null : excerptOf(text)
  const reason: Reason = { code: 'unexpected_status', status, text: said }
  return { kind: 'miss', reason, quotes: true, ...(status < 500 ? { foreign: true } : {}) }
}

function missed({ failure, errorCode, text }: HttpMiss, at: Address, timeoutMs: number): EngineAnswer {
  const address = hostPort(at)
  const miss = (reason: Reason, marks: Marks = {}): EngineAnswer => ({ kind: 'miss', reason, ...marks })
  switch (failure) {
    case 'timeout':
      return miss({ code: 'probe_timeout', timeoutMs })
    case 'connect_timeout':
      return miss({ code: 'connect_timeout', address })
    case 'refused':
      return miss({ code: 'connection_refused', address })
    case 'closed':
      return miss({ code: 'connection_closed', address })
    case 'unresolved':
      return miss({ code: 'host_unknown', host: at.host, errorCode })
    case 'no_route':
      return miss({ code: 'no_route', address, errorCode })
    case 'too_long':
      return miss({ code: 'answer_too_long', mostBytes: LONGEST_BODY_BYTES })
    case 'not_http':
      return miss({ code: 'not_http', text }, { quotes: true, foreign: true })
    case 'unsendable':
    case 'other':
      return miss({ code: 'request_failed', address, text }, { quotes: true })
  }
}

export interface Marks {
  readonly quotes?: true
  readonly foreign?: true
}

/** What is known of the words of a miss, for a value made of it. */
export function marksOf({ quotes, foreign }: Marks): Marks {
  return { ...(quotes ? { quotes } : {}), ...(foreign ? { foreign } : {}) }
}
