import type { Reason } from './reason.ts'

export function verbatim(text: string): Reason {
  return { code: 'verbatim', text }
}
