/** How things are, for screens that show it beside other things of a home. */
export interface Figures {
  readonly engines: number
  readonly healthy: number
  readonly inUse: number
  readonly streams: number
  readonly stalled: number
  /** Open incidents, and the worst of them in words; null: there is none. */
  readonly incidents: number
  readonly problem: string | null
  readonly vpns: readonly { readonly name: string; readonly connected: boolean }[]
}

/** Whose figures they are. */
export interface Origin {
  /** INSTANCE: keeps several orchestrators apart. */
  readonly instance: string
  readonly version: string
  readonly link: string | null
}
