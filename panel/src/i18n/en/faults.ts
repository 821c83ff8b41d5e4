import type { Fault } from '../../connection/http/fault.ts'

const said = ({ detail }: Fault) =>
  detail === null ? '' : ` It says: ${detail}${/[.!?]$/.test(detail) ? '' : '.'}`

/** Each way of going wrong, in its own sentence. */
export const enFaults = {
  network: () =>
    'The server can’t be reached. Check the Server URL and that the orchestrator is running. If this page comes from another address, CORS_ORIGINS must allow it.',
  timeout: () => 'The server did not respond in time.',
  mixed_content: () =>
    'This page was loaded over https, so the browser blocks requests to an http address. Use an https Server URL, or open the panel from the orchestrator itself.',
  sign_in: () => 'Your proxy asks you to sign in again.',
  proxy: (fault: Fault) =>
    `The proxy in front of the server can’t reach it (HTTP ${fault.status}). Check that the orchestrator is running.`,
  html: () => 'This address returns a web page, not an orchestrator’s data. Check the Server URL.',
  not_json: () => 'This address does not return an orchestrator’s data. Check the Server URL.',
  key_missing: () => 'The server requires its API key.',
  key_wrong: () => 'The server rejects this API key.',
  too_many_keys: () => 'Too many wrong keys from this address. Wait a minute before you try again.',
  too_many_streams: (fault: Fault) => `Too many streams are running.${said(fault)}`,
  origin: (fault: Fault) => `The server does not allow this.${said(fault)}`,
  not_found: (fault: Fault) => `The server does not know this.${said(fault)}`,
  invalid: (fault: Fault) => `The server can’t accept this.${said(fault)}`,
  unavailable: (fault: Fault) =>
    `The server can’t do this right now.${said(fault)}${
      fault.retryInSeconds === null ? '' : ` Try again in ${fault.retryInSeconds} s.`
    }`,
  gateway: (fault: Fault) =>
    `An engine, the VPN or Docker refused the request or did not respond.${said(fault)}`,
  server: () => 'Internal server error. See the server’s log.',
  other: (fault: Fault) => `The request failed.${said(fault)}`,
}
