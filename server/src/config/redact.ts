const HIDDEN = '***'

export const hideAll = (): string => HIDDEN

/** Hides user and password of a URL. */
export function hideUrlCredentials(text: string): string {
  return text.replace(/\/\/[^/@\s]+@/g, `//${HIDDEN}@`)
}

/** Hides user and password of a URL, and its query, in which services take their tokens. */
export function hideUrlSecrets(text: string): string {
  return hideUrlCredentials(text).replace(/[?#].*$/s, `?${HIDDEN}`)
}

/** Keeps the names of `NAME=value` words and hides every value. */
export function hideValues(text: string): string {
  return text.replace(/([A-Za-z_]\w*)=("[^"]*"?|'[^']*'?|\S*)/g, `$1=${HIDDEN}`)
}

/** Hides what follows an engine flag that carries a secret (`--password`, `--login`, `--access-token` …). */
export function hideFlagSecrets(text: string): string {
  return text.replace(
    /(--[\w-]*(?:password|login|token|key|secret)[=\s]\s*)(?!-)("[^"]*"?|'[^']*'?|\S+)/gi,
    `$1${HIDDEN}`,
  )
}
