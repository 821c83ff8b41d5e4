import { type Address, isSameAddress } from '../../lib/address.ts'
import type { ControlClient, ControlReading, Credentials } from '../ports.ts'

export interface Dial {
  /** Asks the address that answered last, then all others at once. Undefined: there is no address to ask. */
  read(addresses: readonly Address[], signal: AbortSignal): Promise<ControlReading | undefined>
  /** The address that answered last, as long as it is one of these. */
  address(addresses: readonly Address[]): Address | undefined
}

/** The nearer to Gluetun the answer, the better the address. */
const CLOSENESS: Readonly<Record<ControlReading['kind'], number>> = {
  ok: 3,
  unauthorized: 2,
  not_gluetun: 1,
  unreachable: 0,
}

/** Which address of a control server works from here is tried, not assumed. */
export function createDial(control: ControlClient, credentials: Credentials): Dial {
  let lastGood: Address | undefined

  function address(addresses: readonly Address[]): Address | undefined {
    return addresses.find((each) => isSameAddress(each, lastGood))
  }

  async function read(
    addresses: readonly Address[],
    signal: AbortSignal,
  ): Promise<ControlReading | undefined> {
    const first = address(addresses) ?? addresses[0]
    if (!first) return undefined
    const reading = await control.read(first, credentials, signal)
    if (CLOSENESS[reading.kind] >= CLOSENESS.unauthorized) {
      lastGood = first
      return reading
    }
    return readOthers(
      reading,
      addresses.filter((each) => !isSameAddress(each, first)),
      signal,
    )
  }

  /** Those that can't be read all have their reason; that of the likeliest address counts. */
  async function readOthers(
    likeliest: ControlReading,
    others: readonly Address[],
    signal: AbortSignal,
  ): Promise<ControlReading> {
    const readings = await Promise.all(others.map((each) => control.read(each, credentials, signal)))
    const best = Math.max(...readings.map(({ kind }) => CLOSENESS[kind]), CLOSENESS[likeliest.kind])
    const index = readings.findIndex(({ kind }) => CLOSENESS[kind] === best)
    const better = readings[index]
    if (!better || best === CLOSENESS[likeliest.kind]) return likeliest
    if (best >= CLOSENESS.unauthorized) lastGood = others[index]
    return better
  }

  return { read, address }
}
