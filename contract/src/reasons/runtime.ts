export type RuntimeReasons = Record<never, never>
