export type StoreReasons = Record<never, never>
