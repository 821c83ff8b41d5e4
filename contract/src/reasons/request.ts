export type RequestReasons = Record<never, never>
