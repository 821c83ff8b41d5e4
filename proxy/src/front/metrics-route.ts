import type { Admission } from '../viewers/admission.ts'
import type { Exchange } from './exchange.ts'
import { sendProblem } from './problem.ts'

/** `GET /metrics`; where players need the key, whoever reads it does too. */
export function metricsRoute({ whyNoKey }: Pick<Admission, 'whyNoKey'>, render: () => string) {
  return ({ response, url }: Exchange): void => {
    const why = whyNoKey(url.searchParams)
    if (why === null)
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(render())
    else sendProblem(response, why)
  }
}
