// How a live connection ends.

/** The stream opened but nothing came through. */
export class HeldBack extends Error {}
/** The server has no `/live`. */
export class NoLive extends Error {}
/** Why the server ends the stream, in its own words and as data of servers that send it. */
export interface Farewell {
  readonly reason: string | null
  readonly reason_data: unknown
}

/** The stream was open and ended, or fell silent. */
export class Dropped extends Error {
  readonly farewell: Farewell
  readonly silent: boolean
  constructor(farewell: Farewell, silent = false) {
    super(farewell.reason ?? 'the live stream ended')
    this.farewell = farewell
    this.silent = silent
  }
}
