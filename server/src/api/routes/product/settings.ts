import {
  SettingsConflict,
  SettingsPatch,
  SettingsPreview,
  SettingsPreviewBody,
  SettingsView,
} from '@acestream-orchestrator/contract/settings'
import { DomainError } from '../../../lib/errors.ts'
import type { Candidate } from '../../../settings/candidate.ts'
import type { Changes } from '../../../settings/saved.ts'
import type { ApiContext } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { settingsConflict, settingsPreview, settingsView } from '../../present/settings.ts'
import { answers } from '../shapes.ts'

/** They say what runs here and how: also where reads are open, they need the key. */
const key = { access: 'key' } as const

export function settingsRoutes(app: App, { editor, engines }: ApiContext): void {
  app.get(
    '/settings',
    {
      config: key,
      schema: {
        summary: 'Every setting: its value, where it comes from, and whether it can be changed here',
        response: answers(SettingsView),
      },
    },
    () => settingsView(editor),
  )

  app.patch(
    '/settings',
    {
      config: key,
      schema: {
        summary: 'Changes settings; they take effect immediately',
        refusals: [503],
        body: SettingsPatch,
        response: { ...answers(SettingsView), 409: SettingsConflict },
      },
    },
    async ({ body }, reply) => {
      const change = await editor.change(changesOf(body.changes), body.revision)
      if (change.kind === 'refused')
        throw new DomainError('store_unavailable', change.reason, { isLasting: true })
      if (change.kind === 'invalid') throw invalid(change.faults, body.changes)
      if (change.kind === 'saved') return settingsView(editor)
      return reply.code(409).send(settingsConflict(editor))
    },
  )

  app.post(
    '/settings/preview',
    {
      config: key,
      schema: {
        summary: 'What changes of settings would start and stop, and whether they could be saved',
        body: SettingsPreviewBody,
        response: answers(SettingsPreview),
      },
    },
    ({ body }) => settingsPreview(editor.preview(changesOf(body.changes)), engines.get),
  )
}

/** Settings are texts, however they are sent. */
function changesOf(changes: SettingsPreviewBody['changes']): Changes {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [name, value === null ? null : String(value)]),
  )
}

/** Every one at its field. */
function invalid(faults: Candidate['faults'], changes: SettingsPatch['changes']): DomainError {
  return new DomainError(
    'validation',
    { code: 'all', reasons: [...faults.values()] },
    {
      fields: [...faults].map(([name, reason]) => ({
        loc: ['body', 'changes', name],
        reason,
        input: changes[name],
      })),
    },
  )
}
