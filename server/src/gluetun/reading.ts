import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { HttpAnswer, HttpOutcome } from '../http/client.ts'
import type { ControlPart, ControlReading, Credentials } from '../vpn/ports.ts'
import { redactor } from '../vpn/redact.ts'
import { type PublicIp, parsePublicIp, parseStatus } from './answers.ts'
import type { PortsAnswer } from './forwarded-ports.ts'
import { failureReason, strangeAnswer } from './reasons.ts'

export interface Answers {
  readonly status: HttpOutcome
  readonly publicIp: HttpOutcome
  readonly ports: PortsAnswer
  readonly version: string | undefined
  /** The version was asked for now, not remembered: that it was answered proves our credentials. */
  readonly versionAnswered: boolean
}

export interface Asked {
  /** `host:port`, for reasons. */
  readonly where: string
  readonly credentials: Credentials
  readonly readTimeoutMs: number
}

const NO_IP: PublicIp = { publicIp: null, country: null, region: null, city: null }

/** The answers of one check as one value. One readable part is enough to be read; the rest is a problem each. */
export function readingOf(answers: Answers, asked: Asked): ControlReading {
  const status = contentOf(answers.status, parseStatus)
  const publicIp = contentOf(answers.publicIp, parsePublicIp)
  const unlisted = unlistedIn(answers)
  const provesRole = 'ports' in answers.ports || answers.versionAnswered
  const lacksBoth = unlisted.includes('status') && unlisted.includes('publicIp')
  if (status === undefined && publicIp === undefined && !(provesRole && lacksBoth))
    return unreadable(answers.status, asked)
  const clean = redactor([asked.credentials])
  const place = publicIp ?? NO_IP
  return {
    kind: 'ok',
    status: status ?? 'unknown',
    publicIp: place.publicIp,
    country: place.country && clean(place.country),
    region: place.region && clean(place.region),
    city: place.city && clean(place.city),
    forwardedPorts: 'ports' in answers.ports ? answers.ports.ports : null,
    version: answers.version === undefined ? null : clean(answers.version),
    problems: {
      status: status === undefined ? partProblem(answers.status, 'status', unlisted, asked) : null,
      publicIp: publicIp === undefined ? partProblem(answers.publicIp, 'publicIp', unlisted, asked) : null,
      ports: portsProblem(answers.ports, unlisted),
    },
    unlisted,
  }
}

function unlistedIn({ status, publicIp, ports }: Answers): readonly ControlPart[] {
  return [
    ...(isRefused(status) ? (['status'] as const) : []),
    ...(isRefused(publicIp) ? (['publicIp'] as const) : []),
    ...('problem' in ports && ports.code === 401 ? (['ports'] as const) : []),
  ]
}

function isRefused(answer: HttpOutcome): boolean {
  return answer.kind === 'answer' && answer.status === 401
}

function portsProblem(ports: PortsAnswer, unlisted: readonly ControlPart[]): Reason | null {
  if (!('problem' in ports)) return null
  return ports.code === 401 && unlisted.length > 1
    ? { code: 'routes_unlisted', routes: unlisted }
    : ports.problem
}

function contentOf<T>(answer: HttpOutcome, parse: (text: string) => T | undefined): T | undefined {
  return answer.kind === 'answer' && answer.status === 200 ? parse(answer.text) : undefined
}

function unreadable(answer: HttpOutcome, { where, credentials, readTimeoutMs }: Asked): ControlReading {
  if (answer.kind === 'failed') {
    const foreign = answer.failure === 'not_http' || answer.failure === 'too_long'
    const reason = failureReason(answer.failure, where, readTimeoutMs)
    return { kind: foreign ? 'not_gluetun' : 'unreachable', reason }
  }
  const { status } = answer
  if (status === 401) {
    const sent = { credentials: credentials.kind, wantsBasic: wantsBasic(answer) }
    return { kind: 'unauthorized', reason: { code: 'control_unauthorized', where, ...sent } }
  }
  if (status >= 500) return { kind: 'unreachable', reason: { code: 'control_server_error', where, status } }
  return { kind: 'not_gluetun', reason: { code: 'not_gluetun', where, reason: strangeAnswer(answer) } }
}

/** It asks for a name and a password (RFC 7617). */
function wantsBasic({ headers }: HttpAnswer): boolean {
  return /^basic\b/i.test(headers['www-authenticate'] ?? '')
}

function partProblem(
  answer: HttpOutcome,
  route: 'status' | 'publicIp',
  unlisted: readonly ControlPart[],
  { where, readTimeoutMs }: Asked,
): Reason {
  if (answer.kind === 'failed')
    return { code: 'route_failed', route, reason: failureReason(answer.failure, where, readTimeoutMs) }
  if (answer.status === 401) return { code: 'routes_unlisted', routes: unlisted }
  return { code: 'route_unreadable', route, reason: strangeAnswer(answer) }
}
