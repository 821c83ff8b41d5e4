import type { Notice, NotifierFields, NotifierKind } from '../alerts/notifier.ts'
import type { Delivery } from '../alerts/ports.ts'
import { messageOf } from '../lib/errors.ts'
import { field, MUST, SECRET } from './fields.ts'
import type { Tools } from './tools.ts'

const TIMEOUT_MS = 15_000

/** Mail over SMTP. The Message-ID is the message's, so that mail programs drop one that comes twice. */
export function email(_: Tools): NotifierKind {
  return {
    kind: 'email',
    fields: [
      field('host', 'text', MUST),
      field('port', 'port', { fallback: '587' }),
      field('security', 'choice', { fallback: 'starttls', allowed: ['starttls', 'tls', 'none'] }),
      field('user', 'text'),
      field('password', 'text', SECRET),
      field('from', 'mail', MUST),
      field('to', 'mail', MUST),
    ],
    check: () => [],
    send: async ({ fields }, notice, signal) => {
      const { createTransport } = await import('nodemailer')
      const transport = createTransport(transportOf(fields))
      const close = () => transport.close()
      signal.addEventListener('abort', close, { once: true })
      try {
        await transport.sendMail(mailOf(fields, notice))
        return { kind: 'sent' }
      } catch (error) {
        return failure(error, `${fields['host']}:${fields['port']}`)
      } finally {
        signal.removeEventListener('abort', close)
        close()
      }
    },
  }
}

function transportOf({ host, port, security, user, password }: NotifierFields) {
  return {
    host,
    port: Number(port),
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  }
}

function mailOf({ from = '', to }: NotifierFields, { id, title, text, link, severity, state, atMs }: Notice) {
  const domain = from.split('@').pop()?.replace(/[>\s]/g, '')
  return {
    from,
    to,
    subject: title,
    text: [text, link].filter((each) => each !== null && each !== '').join('\n\n') || title,
    date: new Date(atMs),
    messageId: `<${id}@${domain}>`,
    ...(severity === 'critical' && state !== 'resolved' ? { priority: 'high' as const } : {}),
    headers: { 'Auto-Submitted': 'auto-generated' }, // no out-of-office reply (RFC 3834)
  }
}

/** nodemailer's codes: https://nodemailer.com/smtp/#error-codes */
function failure(error: unknown, receiver: string): Delivery {
  const { code = '', responseCode } = error as { readonly code?: string; readonly responseCode?: number }
  if (code === 'EAUTH')
    return { kind: 'failed', reason: { code: 'receiver_refuses_secret', receiver, status: null, text: null } }
  if (code === 'ETIMEDOUT')
    return {
      kind: 'failed',
      reason: { code: 'receiver_not_reached', receiver, failure: 'timeout', errorCode: code },
    }
  const text = responseCode === undefined ? `${messageOf(error)}` : messageOf(error).replace(/\s+/g, ' ')
  return { kind: 'failed', reason: { code: 'receiver_says', receiver, text } }
}
