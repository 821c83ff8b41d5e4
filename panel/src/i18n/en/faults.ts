import type { Fault } from '../../connection/http/fault.ts'

const said = (fault: Fault) => (fault.detail === null ? '' : ` It says: ${fault.detail}`)

/** Each way of going wrong, in its own sentence. */
export const enFaults = {
  network: () =>
    'The server can’t be reached. Check the Server URL and that the orchestrator runs; from another address it must allow this page in CORS_ORIGINS.',
  timeout: () => 'The server did not answer in time.',
  mixed_content: () =>
    'This page came over https and the browser forbids it to read an http address. Use an https Server URL, or open the panel from the orchestrator itself.',
  sign_in: () => 'Your proxy asks you to sign in again.',
  proxy: (fault: Fault) =>
    `The proxy in front of the server can’t reach it (HTTP ${fault.status}). Check that the orchestrator runs.`,
  html: () => 'This address answers with a web page, not as an orchestrator. Check the Server URL.',
  not_json: () =>
    'This address answers with something else than an orchestrator’s data. Check the Server URL.',
  key_missing: () => 'The server asks for its API key.',
  key_wrong: () => 'The server refuses this API key.',
  too_many_keys: () => 'Too many wrong keys from here. Wait a minute before the next attempt.',
  too_many_streams: (fault: Fault) => `Too many streams are running.${said(fault)}`,
  origin: (fault: Fault) => `The server does not allow this.${said(fault)}`,
  not_found: (fault: Fault) => `The server does not know this.${said(fault)}`,
  invalid: (fault: Fault) => `The server can’t accept this.${said(fault)}`,
  unavailable: (fault: Fault) =>
    `The server can’t do this now.${said(fault)}${
      fault.retryInSeconds === null ? '' : ` Try again in ${fault.retryInSeconds} s.`
    }`,
  gateway: (fault: Fault) => `What stands behind the server refused or did not answer.${said(fault)}`,
  server: () => 'The server failed inside. Its log tells why.',
  other: (fault: Fault) => `This did not work.${said(fault)}`,
}
