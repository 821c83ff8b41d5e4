import type { ServerResponse } from 'node:http'

/** What the control server does wrong. The health server and the control routes of the emulator go on. */
export interface GluetunFaults {
  readonly answer: 'ok' | 'hang' | 'garbage' | 'reset' | 'http-500'
  /** Once set, nothing listens for so long: connections are refused. */
  readonly refuseMs: number
}

export const NO_FAULTS: GluetunFaults = { answer: 'ok', refuseMs: 0 }

const ANSWERS = ['ok', 'hang', 'garbage', 'reset', 'http-500']

/** Takes what came over the wire. Throws with the field and what it may be. */
export function parseFaults(value: unknown): Partial<GluetunFaults> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('faults: expected a JSON object')
  for (const [field, given] of Object.entries(value)) {
    if (field === 'answer' && ANSWERS.includes(given)) continue
    if (field === 'refuseMs' && typeof given === 'number' && given >= 0) continue
    throw new Error(
      `faults: answer is one of ${ANSWERS.join(', ')}, refuseMs a number from 0 on; not ${field}: ${given}`,
    )
  }
  return value
}

/** Answers wrongly, or never. False: nothing is wrong. */
export function misbehave(how: GluetunFaults['answer'], response: ServerResponse): boolean {
  if (how === 'garbage') response.end('<html>\u0000 not what you asked for')
  if (how === 'http-500') response.writeHead(500).end('internal error')
  if (how === 'reset') response.socket?.resetAndDestroy()
  return how !== 'ok'
}
