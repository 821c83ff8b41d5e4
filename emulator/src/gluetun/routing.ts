/** What a request's path is compared as: a trailing slash is cut off, and only the port's route ignores a query. */
export function pathFor(known: ReadonlySet<string>, uri: string, url: URL): string {
  if (url.pathname === '/v1/portforward' && known.has('GET /v1/portforward')) return url.pathname
  return uri.endsWith('/') && uri !== '/' ? uri.slice(0, -1) : uri
}

/** The handlers' words for a path or method they don't have; `known` holds `METHOD /path`. */
export function unknownRoute(known: ReadonlySet<string>, method: string, path: string): string {
  const [, group = '', rest = ''] = /^\/v1(\/\w*)?(.*)$/.exec(path) ?? []
  if (!path.startsWith('/v1/')) return 'unversioned API: requested URI not found'
  const paths = [...known].map((route) => route.slice(route.indexOf(' ') + 1))
  if (!paths.some((one) => one === `/v1${group}` || one.startsWith(`/v1${group}/`)))
    return `${method} ${group}${rest} not found`
  return paths.includes(path) ? `method ${method} not supported` : `route ${rest} not supported`
}

/** What Go's JSON decoder says to a body that is no JSON. */
export function jsonError(body: string): string {
  if (body.trim() === '') return 'EOF'
  const literal = ['null', 'true', 'false'].find((word) => word[0] === body[0])
  if (!literal) return `invalid character '${body[0]}' looking for beginning of value`
  const at = [...literal].findIndex((letter, index) => letter !== body[index])
  return `invalid character '${body[at]}' in literal ${literal} (expecting '${literal[at]}')`
}
