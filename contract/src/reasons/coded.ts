/** Codes with their parameters as one closed union: `{ code: 'probe_timeout', timeoutMs: 5000 }`. */
export type Coded<Params> = {
  readonly [Code in keyof Params]: Readonly<{ code: Code } & Params[Code]>
}[keyof Params]

/** A code that says it all. */
export type NoParams = Readonly<Record<never, never>>
