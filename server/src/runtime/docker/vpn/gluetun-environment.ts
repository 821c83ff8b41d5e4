/** Of Gluetun's environment, which holds credentials, what we need to know; nothing else of it is kept. */
export interface GluetunEnvironment {
  /** Null: Gluetun's image sets a default, so a missing variable means that we can't see, not that it is off. */
  readonly portForwarding: boolean | null
  readonly publicIpDisabled: boolean
  readonly provider: string | null
  readonly vpnType: string | null
  /** Where its control server listens. */
  readonly control: { readonly port: number; readonly loopbackOnly: boolean }
}

export function readGluetunEnvironment(entries: readonly unknown[] | null | undefined): GluetunEnvironment {
  const get = (name: string): string | null => lastOf(entries ?? [], name)
  return {
    portForwarding: switchOf(get('VPN_PORT_FORWARDING')),
    publicIpDisabled: switchOf(get('PUBLICIP_ENABLED')) === false || isZero(get('PUBLICIP_PERIOD')),
    provider: get('VPN_SERVICE_PROVIDER') || null,
    vpnType: get('VPN_TYPE') || null,
    control: listenerOf(get('HTTP_CONTROL_SERVER_ADDRESS')),
  }
}

/** A variable that was given twice (`--env-file` and `-e`) stands there twice; the process gets the last. */
function lastOf(entries: readonly unknown[], name: string): string | null {
  const entry = entries.findLast((each) => typeof each === 'string' && each.startsWith(`${name}=`))
  return typeof entry === 'string' ? entry.slice(name.length + 1).trim() : null
}

const ON = ['on', 'yes', 'true', 'enabled']
const OFF = ['off', 'no', 'false', 'disabled', '']

/** Gluetun's own words, in any case (github.com/qdm12/gosettings); with any other it does not start. */
function switchOf(text: string | null): boolean | null {
  const word = text?.toLowerCase() ?? null
  if (word === null) return null
  return ON.includes(word) ? true : OFF.includes(word) ? false : null
}

/** How it was switched off before v3.40; later versions still understand it. */
function isZero(period: string | null): boolean {
  return period !== null && /^0[a-z]*$/.test(period)
}

const USUAL_PORT = 8000

function listenerOf(address: string | null): GluetunEnvironment['control'] {
  const [, host = '', port] = /^(.*):(\d{1,5})$/.exec(address ?? '') ?? []
  const number = Number(port)
  return {
    port: number > 0 && number <= 65_535 ? number : USUAL_PORT,
    loopbackOnly: /^(127\.|localhost$|\[?::1\]?$)/i.test(host),
  }
}
