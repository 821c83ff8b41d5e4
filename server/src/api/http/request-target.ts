/** `http://host:port` before the path: how a request is written to a proxy, and to us by a client that takes us for one. */
const ABSOLUTE = /^https?:\/\/[^/?]*/i

/**
 * The path that routes are found by: the same at the root, under BASE_PATH and under `/api/v1`, and with slashes
 * doubled, as they are sent by clients that join a path to a base URL ending in `/`. Encoded slashes stay as they are.
 */
export function createRewrite(basePath: string): (request: { url?: string | undefined }) => string {
  const prefixes = [basePath, '/api/v1'].filter((prefix) => prefix !== '')
  return ({ url = '/' }) => prefixes.reduce(withoutPrefix, withSingleSlashes(url))
}

function withSingleSlashes(url: string): string {
  const target = url.startsWith('/') ? url : url.replace(ABSOLUTE, '')
  const queryAt = target.indexOf('?')
  const path = queryAt < 0 ? target : target.slice(0, queryAt)
  if (path.startsWith('/') && !path.includes('//')) return target
  return path.replace(/^\/*/, '/').replace(/\/{2,}/g, '/') + target.slice(path.length)
}

function withoutPrefix(url: string, prefix: string): string {
  if (!url.startsWith(prefix)) return url
  const rest = url.slice(prefix.length)
  if (rest.startsWith('/')) return rest
  return rest === '' || rest.startsWith('?') ? `/${rest}` : url
}
