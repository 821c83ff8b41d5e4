import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type {
  SettingsConflict,
  SettingsPreview,
  SettingsView,
  SettingView,
} from '@acestream-orchestrator/contract/settings'
import { describe, type Engine } from '../../engines/engine.ts'
import type { SettingState } from '../../settings/settings.ts'
import { sentenceOf, sentenceOrNull } from '../../wording/sentence.ts'
import type { SettingsEditor, SettingsPreviewed } from '../ports.ts'

export function settingsView(editor: Pick<SettingsEditor, 'list' | 'revision' | 'fault'>): SettingsView {
  const fault = editor.fault()
  return {
    revision: editor.revision(),
    fault: sentenceOrNull(fault),
    fault_data: fault,
    settings: editor.list().map(settingView),
  }
}

function settingView({ unused, fixed, shape, ...state }: SettingState): SettingView {
  return {
    ...state,
    unused: sentenceOrNull(unused),
    unused_data: unused,
    fixed: sentenceOrNull(fixed),
    fixed_data: fixed,
    shape: shape?.kind === 'choice' ? { kind: shape.kind, words: [...shape.words] } : shape,
  }
}

/** What a change would bring about, with each engine's name. */
export function settingsPreview(
  { faults, changes, plan, notes }: SettingsPreviewed,
  engineOf: (id: string) => Engine | undefined,
): SettingsPreview {
  const named = (id: string) => {
    const engine = engineOf(id)
    return { id, name: engine ? describe(engine) : id.slice(0, 12) }
  }
  const withWhy = ({ id, why }: { readonly id: string; readonly why: Reason }) => ({
    ...named(id),
    why: sentenceOf(why),
    why_data: why,
  })
  return {
    faults: [...faults].map(([name, reason]) => ({ name, ...said(reason) })),
    changes: changes.map(({ setting, from, to }) => ({ name: setting, from, to })),
    plan: plan && {
      wanted: plan.wanted,
      starts: plan.starts,
      stops: plan.stops.map(withWhy),
      recreates: plan.recreates.map(named),
      kept: plan.kept.map(withWhy),
      blocked: plan.blocked && { code: plan.blocked.code, ...said(plan.blocked.reason) },
      notes: notes.map(said),
    },
  }
}

/** Somebody else was quicker: refused, with the settings as they are now. */
export function settingsConflict(
  editor: Pick<SettingsEditor, 'list' | 'revision' | 'fault'>,
): SettingsConflict {
  const reason: Reason = { code: 'settings_changed_meanwhile', revision: editor.revision() }
  return { detail: sentenceOf(reason), code: 'conflict', reason_data: reason, settings: settingsView(editor) }
}

function said(reason: Reason): { message: string; reason_data: Reason } {
  return { message: sentenceOf(reason), reason_data: reason }
}
