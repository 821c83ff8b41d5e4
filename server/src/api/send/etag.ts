/**
 * Whether the reader holds this very version already (RFC 9110, 13.1.2). A proxy that compresses on its way makes
 * our tag a weak one; the content is the same.
 */
export function holds(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.split(',').some((each) => {
    const tag = each.trim()
    return tag === etag || tag === `W/${etag}` || tag === '*'
  })
}
