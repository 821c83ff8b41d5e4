/** The words of this section, fetched with it. A setting without a label is shown by its name, one without a text by the server's. */
export interface GeneralWords {
  readonly search: string
  readonly none: string
  readonly failed: string
  readonly saveFailed: string
  readonly changedElsewhere: string
  readonly preview: string
  readonly nothing: string
  readonly save: string
  readonly discard: string
  readonly undo: string
  readonly saved: string
  readonly reset: string
  readonly on: string
  readonly off: string
  readonly unset: string
  readonly environmentOnly: string
  readonly environmentOnlyHint: string
  readonly notUsed: string
  readonly sources: Readonly<Record<'default' | 'panel' | 'environment' | 'file', string>>
  readonly changes: (count: number) => string
  readonly starts: (count: number) => string
  readonly stops: (names: string) => string
  readonly recreates: (names: string) => string
  readonly kept: (names: string) => string
  readonly more: (count: number) => string
  readonly whole: (least: number, most: number) => string
  readonly number: (least: number, most: number) => string
  readonly seconds: string
  readonly size: string
  readonly image: {
    readonly title: string
    readonly about: string
    readonly check: string
    readonly failed: string
    readonly current: string
    readonly newer: string
    /** How to get it; `image`: as Docker pulls it. */
    readonly pull: (image: string) => string
    readonly unknown: (reason: string) => string
    readonly outdated: (count: number) => string
    readonly updateAbout: string
    readonly update: string
    readonly updateTitle: string
    /** What will happen, in paragraphs. */
    readonly updateText: readonly string[]
    readonly updateConfirm: string
    readonly updateFailed: string
    readonly cancel: string
    readonly cancelFailed: string
    readonly pulling: string
    /** `total`: null until it is known. */
    readonly replacing: (replaced: number, total: number | null) => string
    readonly waiting: (count: number) => string
    readonly done: (replaced: number) => string
    readonly cancelled: (replaced: number) => string
    readonly ended: (reason: string) => string
  }
  /** By the server's English title. */
  readonly sections: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  /** What the server says in English. */
  readonly docs: Readonly<Record<string, string>>
}
