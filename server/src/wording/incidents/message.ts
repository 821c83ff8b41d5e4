import type { BlockedCode, CodedIncident, Incidents } from '@acestream-orchestrator/contract/reasons/incident'
import { sentenceOf } from '../sentence.ts'
import { counted, quoted, type Say, streamName, type Wording } from '../wording.ts'

const CATALOGUE: Wording<Incidents> = {
  runtime_unreachable: ({ runtime }) =>
    runtime === 'docker' ? 'Docker does not answer' : `the runtime (${runtime}) does not answer`,
  store_failing: () => "the database can't be written",
  settings_unused: () => 'settings saved in the panel are not used',
  log_dropping: () => 'lines of our log are dropped',
  vpn_down: ({ vpn }) => `VPN ${vpn} is not connected`,
  vpn_impaired: ({ vpn }) => `VPN ${vpn} is connected, but not in order`,
  vpn_leaking: ({ vpn }) => `VPN ${vpn} leaks`,
  engine_unhealthy: ({ engine }) => `${engine} does not answer`,
  engine_failed: ({ engine }) => `${engine} died`,
  engines_blocked: ({ blocked, engines, wanted }) =>
    `${engines} of ${counted(wanted, 'engine')} ${engines === 1 ? 'exists' : 'exist'}: ${BLOCKED[blocked]}`,
  no_engine_serves: ({ engines, wanted }) =>
    engines === 0 ? `no engine exists, of ${wanted} wanted` : `none of ${counted(engines, 'engine')} answers`,
  capacity_full: ({ maximum }) =>
    `every engine is in use, and MAX_REPLICAS (${maximum}) allows no further one`,
  stream_stalled: ({ stream, engine }) => `${streamName(stream)} on ${engine} receives no data`,
  stream_cut: ({ stream, engine }) => `${streamName(stream)} on ${engine} was cut`,
  notifier_failing: ({ notifier }) => `alerts can't be sent through ${quoted(notifier)}`,
}

const BLOCKED: { readonly [Code in BlockedCode]: string } = {
  vpn_disconnected: 'no VPN is connected',
  circuit_breaker: 'creating engines keeps failing',
  max_capacity: 'MAX_REPLICAS is reached',
  runtime_unavailable: 'the runtime does not answer',
  image_pulling: 'the image is being pulled',
  image_missing: "the image can't be pulled",
  no_free_port: 'no port is free',
}

/** What is wrong, in words. */
export function incidentSentence(incident: CodedIncident): string {
  const word = CATALOGUE[incident.code] as (params: CodedIncident, say: Say) => string
  return word(incident, sentenceOf)
}
