import type { Delivery } from '../../alerts/ports.ts'
import type { HttpAnswer } from '../../http/client.ts'
import { isObject, parseJson } from '../../lib/json.ts'
import type { Posted } from './post.ts'

/** Of what a receiver says, as much as a person reads. */
const LONGEST_TEXT = 200

/** What an answer means where the status says it all: 2xx is sent. `textOf`: what the receiver says is wrong. */
export function delivered(
  posted: Posted,
  textOf: (answer: HttpAnswer) => string | null = plainText,
): Delivery {
  if (posted.kind === 'failed') return posted
  const { answer, receiver } = posted
  const { status } = answer
  if (status >= 200 && status < 300) return { kind: 'sent' }
  if (status === 429) return limited(answer, receiver)
  const text = textOf(answer)?.slice(0, LONGEST_TEXT) ?? null
  const isSecret = status === 401 || status === 403
  return {
    kind: 'failed',
    reason: { code: isSecret ? 'receiver_refuses_secret' : 'receiver_refused', receiver, status, text },
  }
}

function limited(answer: HttpAnswer, receiver: string): Delivery {
  const waitMs = waitOf(answer)
  return {
    kind: 'failed',
    reason: { code: 'receiver_limits', receiver, waitMs },
    ...(waitMs === null ? {} : { waitMs }),
  }
}

/** `Retry-After` in seconds (RFC 9110, 10.2.3), or what Discord and Telegram say in the body. */
function waitOf({ headers, text }: HttpAnswer): number | null {
  const body = parseJson(text)
  const told = isObject(body) ? [body['retry_after'], parametersOf(body)] : []
  const seconds = [...told, Number(headers['retry-after'])].find(
    (each): each is number => typeof each === 'number' && Number.isFinite(each) && each >= 0,
  )
  return seconds === undefined ? null : Math.min(Math.ceil(seconds * 1000), LONGEST_WAIT_MS)
}

const LONGEST_WAIT_MS = 3_600_000

function parametersOf(body: Readonly<Record<string, unknown>>): unknown {
  const { parameters } = body
  return isObject(parameters) ? parameters['retry_after'] : undefined
}

function plainText({ text }: HttpAnswer): string | null {
  const line = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return line === '' ? null : line
}

/** What a JSON answer says in one of these fields, else its text. */
export function fieldText(...names: readonly string[]): (answer: HttpAnswer) => string | null {
  return (answer) => {
    const body = parseJson(answer.text)
    const said = isObject(body)
      ? names.map((name) => body[name]).find((each) => typeof each === 'string')
      : undefined
    return typeof said === 'string' ? said : plainText(answer)
  }
}
