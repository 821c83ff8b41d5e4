/** Which methods a path answers to: what a 405 has to say. */
export interface RouteTable {
  add(method: string | readonly string[], pattern: string): void
  methodsOf(path: string): readonly string[]
}

export function createRouteTable(): RouteTable {
  const routes: { readonly methods: readonly string[]; readonly matches: RegExp }[] = []
  return {
    add: (method, pattern) => routes.push({ methods: [method].flat(), matches: toExpression(pattern) }),
    methodsOf: (path) => [
      ...new Set(routes.filter(({ matches }) => matches.test(path)).flatMap(({ methods }) => methods)),
    ],
  }
}

/** `/streams/:id/stats` and `/panel/*` as expressions; a trailing slash never matters. */
function toExpression(pattern: string): RegExp {
  const source = pattern
    .replace(/\/$/, '')
    .replaceAll('.', '\\.')
    .replace(/:[a-z_]+/gi, '[^/]+')
    .replace(/\*$/, '.*')
  return new RegExp(`^${source}/?$`)
}
