/** Answers that come from something between a page and the server. */
import type { Answer } from './wire.ts'

/** A router's own page, whatever was asked for. */
export const WEB_PAGE: Answer = { status: 200, body: '<!doctype html><p>router</p>' }

/** The API's own answer while Docker does not answer, as `GET /containers/{id}` gives it, whatever was asked for. */
export const UNAVAILABLE: Answer = {
  status: 503,
  body: {
    detail: {
      code: 'runtime_unavailable',
      message: 'Docker does not answer',
      recovery_eta_seconds: 5,
      can_retry: true,
      should_wait: true,
    },
    code: 'runtime_unavailable',
  },
}

/** Everything that changes something is refused with this sentence. */
export const refusal = (status: number, code: string, detail: string): Answer => ({
  to: /^(POST|DELETE) /,
  status,
  body: { detail, code },
})
