import type { SettingChange } from '@acestream-orchestrator/contract/events/system'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { effectiveSettings } from '../config/effective.ts'
import type { ConfigBase } from '../config/load.ts'
import { type Resolved, resolve, whyFixed } from './resolve.ts'
import { type Changes, type Saved, withChanges } from './saved.ts'

/** What would hold with some changes. */
export interface Candidate {
  readonly saved: Saved
  readonly resolved: Resolved
  /** By the setting's name; empty: it may be saved. */
  readonly faults: ReadonlyMap<string, Reason>
  /** Settings that take another value. */
  readonly changes: readonly SettingChange[]
}

/** A fault that was there before belongs to nobody's change; a saved value that the change makes unusable does. */
export function candidateOf(base: ConfigBase, before: Saved, changes: Changes): Candidate {
  const saved = withChanges(before, changes)
  const was = resolve(base, before)
  const resolved = resolve(base, saved)
  const faults = new Map<string, Reason>()
  for (const [name, text] of Object.entries(changes)) {
    const why = text === null ? null : whyFixed(base, name)
    if (why !== null) faults.set(name, why)
  }
  for (const [name, why] of resolved.unused)
    if (!faults.has(name) && (Object.hasOwn(changes, name) || !was.unused.has(name))) faults.set(name, why)
  return { saved, resolved, faults, changes: changesBetween(was, resolved) }
}

function changesBetween(was: Resolved, now: Resolved): readonly SettingChange[] {
  const before = new Map(
    effectiveSettings(was.given, was.config).map(({ name, value }) => [name, value] as const),
  )
  return effectiveSettings(now.given, now.config).flatMap(({ name, value }) =>
    before.get(name) === value ? [] : [{ setting: name, from: before.get(name) ?? null, to: value }],
  )
}
