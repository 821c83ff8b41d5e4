// security/: who may ask: the API key, guesses at it, and pages of other origins.
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Clock } from '../../lib/clock.ts'
import type { ApiSettings } from '../ports.ts'
import { createKeyCheck, type GivenKeys, type KeyCheck } from './auth.ts'
import { createOriginCheck, foreignName, type Provenance } from './origin.ts'
import { createSlowRefusals } from './slow-refusals.ts'

export type Hook = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The checks of each route before anything of it is read: where a request comes from, and whether it holds the key. */
export function createGuards(settings: ApiSettings, clock: Clock): (route: RouteOptions) => Hook[] {
  const origins = createOriginCheck(settings)
  const fromOurPages: Hook = (request, _reply, done) => {
    origins.refuseForeignPage(provenanceOf(request))
    done()
  }
  const underOurName: Hook = (request, _reply, done) => {
    const from = provenanceOf(request)
    if (origins.isUnderForeignName(from)) throw foreignName(from.host)
    done()
  }
  const holdsKey = keyHook(createKeyCheck(settings.apiKey, clock))
  /** A caller with the key is trusted, under whatever name it reached us. */
  const underOurNameOrWithKey: Hook = (request, reply, done) => {
    const from = provenanceOf(request)
    if (!origins.isUnderForeignName(from)) return done()
    const { authorization, apiKey } = keysOf(request)
    if (authorization === undefined && apiKey === undefined) throw foreignName(from.host)
    holdsKey(request, reply, done)
  }

  return ({ method, url, config }) => {
    const access = config?.access ?? 'read'
    const writes = [method].flat().some((each) => !READS.has(each))
    if (writes && access !== 'key')
      throw new Error(`${method} ${url} changes something and must need the key`)
    if (access === 'open') return []
    const origin = writes ? [fromOurPages] : []
    if (settings.authOff) return [underOurName, ...origin]
    const needsKey = access === 'key' || settings.protectReads
    return needsKey ? [...origin, holdsKey] : [underOurNameOrWithKey]
  }
}

function keyHook(check: KeyCheck): Hook {
  const refusals = createSlowRefusals()
  return (request, reply, done) => {
    const verdict = check(keysOf(request), request.ip)
    if (verdict.ok) return done()
    const { error, isGuessing } = verdict
    if (!isGuessing) return done(error)
    refusals.later(
      request.ip,
      () => done(error),
      () => {
        reply.header('connection', 'close')
        done(error)
      },
    )
  }
}

function keysOf({ headers }: FastifyRequest): GivenKeys {
  return { authorization: headers.authorization, apiKey: textOf(headers['x-api-key']) }
}

function provenanceOf({ headers, host }: FastifyRequest): Provenance {
  const { origin } = headers
  return {
    origin,
    fetchSite: textOf(headers['sec-fetch-site']),
    isFromBrowser: origin !== undefined || Object.keys(headers).some((name) => name.startsWith('sec-fetch-')),
    host: host ?? '',
  }
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
