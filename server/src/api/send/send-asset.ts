import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Asset, encodingFor } from './assets.ts'
import { holds } from './etag.ts'

/**
 * Answers with a file: compressed as the reader likes it, kept for ever where its name is made of its content.
 * `framers` are the origins whose pages may show it in a frame, `'self'` for our own.
 */
export async function sendAsset(
  asset: Asset,
  contentPolicy: string,
  framers: readonly string[],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const encoding = encodingFor(asset, request.headers['accept-encoding'])
  reply.headers({
    'content-security-policy': `${contentPolicy}; frame-ancestors ${framers.join(' ') || "'none'"}`,
    'x-content-type-options': 'nosniff',
    // It can name no origin, and old browsers would heed it before the policy.
    ...(framers.length === 0 ? { 'x-frame-options': 'DENY' } : {}),
    'referrer-policy': 'no-referrer',
    vary: 'accept-encoding',
    'cache-control': asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: asset.etag,
  })
  if (holds(request.headers['if-none-match'], asset.etag)) return reply.code(304).send()
  if (encoding !== 'identity') reply.header('content-encoding', encoding)
  return reply.header('content-type', asset.type).send(await asset.bytes(encoding))
}

/** The path as it was asked for, before any prefix was taken off. */
export function askedPath(request: FastifyRequest): string {
  return request.originalUrl.split('?', 1)[0] ?? ''
}

/**
 * Sends the reader to `steps` below the directory it asked in, with a slash at the end. Relative, so that it holds
 * behind any proxy.
 */
export function redirectTo(reply: FastifyReply, ...steps: readonly string[]): FastifyReply {
  return reply.header('cache-control', 'no-cache').redirect(`./${steps.join('/')}/`, 302)
}
