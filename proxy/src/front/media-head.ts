import type { Exchange } from './exchange.ts'
import { CORS } from './problem.ts'

/** Players that look before they play: the type, and nothing is started for it. */
export function sendHead({ response }: Exchange): void {
  response.writeHead(200, { 'content-type': 'video/mp2t', ...CORS }).end()
}

export function abortOf(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null)
    signal.addEventListener('abort', () => resolve(null), { once: true })
  })
}
