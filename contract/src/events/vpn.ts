export type VpnEvents = Record<never, never>
