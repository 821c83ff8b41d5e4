import type { AlertItem } from '../message.ts'

/** What was told through one notifier of one incident that is not over yet, as far as people there know. */
export interface Told {
  readonly notifier: string
  /** Unix ms of the last message about it. */
  readonly toldAtMs: number
  /** The incident as it was seen last. */
  readonly item: AlertItem
}

/** By `toldKey`. */
export type TellingState = ReadonlyMap<string, Told>

export function toldKey(notifier: string, incidentId: string): string {
  return `${notifier} ${incidentId}`
}

export function tellingStateOf(told: readonly Told[]): TellingState {
  return new Map(told.map((each) => [toldKey(each.notifier, each.item.id), each]))
}
