import type { SettingChange } from '@acestream-orchestrator/contract/events/system'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { SettingShape } from '@acestream-orchestrator/contract/reasons/settings'
import type { Config } from '../config/config.ts'
import { effectiveSettings } from '../config/effective.ts'
import type { ConfigBase } from '../config/load.ts'
import type { Origin } from '../config/reading/read.ts'
import { SETTINGS, type SettingName } from '../config/schema.ts'
import { createEmitter, type Emitter } from '../lib/emitter.ts'
import { createLive, type Live } from '../lib/live.ts'
import { same } from '../lib/same.ts'
import type { StoredDocument } from '../lib/stored-document.ts'
import { type Candidate, candidateOf } from './candidate.ts'
import { resolve, shapeOf, whyFixed } from './resolve.ts'
import type { Changes, Saved } from './saved.ts'

/** One setting as it holds now. */
export interface SettingState {
  readonly section: string
  readonly name: SettingName
  /** Secrets hidden. */
  readonly value: string
  readonly source: Origin
  /** Saved in the panel, whether or not it is used; null: nothing was. */
  readonly saved: string | null
  /** Why the saved value is not used, but for an environment that overrides it. */
  readonly unused: Reason | null
  /** Why it can't be changed in the panel; null: it can. */
  readonly fixed: Reason | null
  /** Null: it may be anything that the program takes. */
  readonly shape: SettingShape | null
  /** As text, or null where being unset means something of its own, which `unset` says. */
  readonly fallback: string | null
  readonly unset: string | null
  readonly doc: string
}

export type Change =
  | { readonly kind: 'saved'; readonly revision: number }
  | { readonly kind: 'invalid'; readonly faults: Candidate['faults'] }
  /** Others were saved since the given revision was read. */
  | { readonly kind: 'conflict'; readonly revision: number }
  | { readonly kind: 'refused'; readonly reason: Reason }

/** The settings of this process: what holds, and how it is changed while it runs. */
export interface Settings {
  readonly config: Live<Config>
  /** After each change that took effect. */
  readonly changed: Emitter<readonly SettingChange[]>
  list(): readonly SettingState[]
  /** Of what is saved, counted up by each change. */
  revision(): number
  /** Why something that was saved is not used, or nothing can be saved; null: all is well. */
  fault(): Reason | null
  preview(changes: Changes): Candidate
  /** Saved first, then in force. */
  change(changes: Changes, revision: number): Promise<Change>
}

export function createSettings(base: ConfigBase, document: StoredDocument<Saved>): Settings {
  const saved = (): Saved => document.current().data ?? {}
  const changed = createEmitter<readonly SettingChange[]>()
  let resolved = resolve(base, saved())
  const config = createLive(resolved.config)

  function takeEffect(next: typeof resolved, changes: readonly SettingChange[]): void {
    resolved = next
    if (changes.length === 0) return
    config.set(next.config)
    changed.emit(changes)
  }

  async function change(changes: Changes, revision: number): Promise<Change> {
    const now = document.current().revision
    if (revision !== now) return { kind: 'conflict', revision: now }
    const candidate = candidateOf(base, saved(), changes)
    if (candidate.faults.size > 0) return { kind: 'invalid', faults: candidate.faults }
    if (same(candidate.saved, saved())) return { kind: 'saved', revision }
    const before = saved()
    const written = await document.write(candidate.saved, revision)
    if (written.kind === 'written') takeEffect(candidate.resolved, candidate.changes)
    if (written.kind !== 'conflict')
      return written.kind === 'written' ? { ...written, kind: 'saved' } : written
    // A file that could not be used has been repaired meanwhile: what it says holds from now on.
    const found = candidateOf(base, before, differences(before, written.now.data ?? {}))
    takeEffect(found.resolved, found.changes)
    return { kind: 'conflict', revision: written.now.revision }
  }

  return {
    config,
    changed,
    change,
    revision: () => document.current().revision,
    fault: () => document.fault() ?? unusedReason(resolved.unused),
    preview: (changes) => candidateOf(base, saved(), changes),
    list: () =>
      effectiveSettings(resolved.given, resolved.config).map(({ section, name, value, origin }) => {
        const row = SETTINGS[name]
        return {
          section,
          name,
          value,
          source: origin,
          saved: saved()[name] ?? null,
          unused: resolved.unused.get(name) ?? null,
          fixed: whyFixed(base, name),
          shape: shapeOf(base, name),
          fallback: row.fallback,
          unset: row.unset,
          doc: row.doc,
        }
      }),
  }
}

/** What leads from one to the other. */
function differences(from: Saved, to: Saved): Changes {
  const gone = Object.keys(from).filter((name) => !Object.hasOwn(to, name))
  return { ...Object.fromEntries(gone.map((name) => [name, null])), ...to }
}

function unusedReason(unused: ReadonlyMap<string, Reason>): Reason | null {
  if (unused.size === 0) return null
  const reasons = [...unused.values()]
  const [first] = reasons
  const reason: Reason = reasons.length === 1 && first ? first : { code: 'all', reasons }
  return { code: 'saved_settings_unused', settings: [...unused.keys()], reason }
}
