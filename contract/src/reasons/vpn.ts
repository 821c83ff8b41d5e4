export type VpnReasons = Record<never, never>
