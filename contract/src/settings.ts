import { type Static, Type } from 'typebox'
import { ReasonData } from './reasons/reason.ts'
import { Nullable } from './scalars.ts'

/** What may be written for a setting, for those who offer a field for it. */
const Shape = Type.Union([
  Type.Object({
    kind: Type.Union([Type.Literal('integer'), Type.Literal('decimal'), Type.Literal('seconds')]),
    least: Type.Number(),
    most: Type.Number(),
  }),
  Type.Object({ kind: Type.Union([Type.Literal('flag'), Type.Literal('memory')]) }),
  Type.Object({ kind: Type.Literal('choice'), words: Type.Array(Type.String()) }),
])

export const SettingView = Type.Object({
  name: Type.String(),
  section: Type.String({ description: 'as in docs/config.md' }),
  value: Type.String({ description: 'as it holds now, secrets hidden' }),
  source: Type.Union([
    Type.Literal('default'),
    Type.Literal('panel'),
    Type.Literal('environment'),
    Type.Literal('file', { description: 'ENV_FILE' }),
  ]),
  saved: Nullable(Type.String({ description: 'saved in the panel, used or not' })),
  unused: Nullable(Type.String({ description: 'why what is saved is not used' })),
  unused_data: Nullable(ReasonData),
  fixed: Nullable(Type.String({ description: 'why it can not be changed here; null: it can' })),
  fixed_data: Nullable(ReasonData),
  shape: Nullable(Shape),
  fallback: Nullable(
    Type.String({ description: 'the default; null: being unset means something of its own' }),
  ),
  unset: Nullable(Type.String({ description: 'what unset means' })),
  doc: Type.String(),
})
export type SettingView = Static<typeof SettingView>

export const SettingsView = Type.Object({
  revision: Type.Integer({ description: 'to be sent with a change' }),
  fault: Nullable(Type.String({ description: 'why something saved is not used, or nothing can be saved' })),
  fault_data: Nullable(ReasonData),
  settings: Type.Array(SettingView),
})
export type SettingsView = Static<typeof SettingsView>

/** Refused, with what holds now. */
export const SettingsConflict = Type.Object({
  detail: Type.String(),
  code: Type.Literal('conflict'),
  reason_data: ReasonData,
  settings: SettingsView,
})
export type SettingsConflict = Static<typeof SettingsConflict>

const MOST_CHANGES = 100

const Changes = Type.Record(
  Type.String({ maxLength: 64 }),
  Type.Union([Type.String({ maxLength: 4096 }), Type.Number(), Type.Boolean(), Type.Null()]),
  {
    description: 'by name, each written as in the environment; null: back to the default',
    maxProperties: MOST_CHANGES,
  },
)

export const SettingsPatch = Type.Object({ revision: Type.Integer({ minimum: 0 }), changes: Changes })
export type SettingsPatch = Static<typeof SettingsPatch>

export const SettingsPreviewBody = Type.Object({ changes: Changes })
export type SettingsPreviewBody = Static<typeof SettingsPreviewBody>

const EngineNamed = { id: Type.String(), name: Type.String() }
const EngineWithReason = Type.Object({ ...EngineNamed, why: Type.String(), why_data: ReasonData })

export const SettingsPreview = Type.Object({
  faults: Type.Array(Type.Object({ name: Type.String(), message: Type.String(), reason_data: ReasonData }), {
    description: 'why it can not be saved; empty: it can',
  }),
  changes: Type.Array(
    Type.Object({ name: Type.String(), from: Nullable(Type.String()), to: Nullable(Type.String()) }),
    { description: 'settings that take another value' },
  ),
  plan: Nullable(
    Type.Object({
      wanted: Type.Integer({ description: 'how many engines there should be then' }),
      starts: Type.Integer({ description: 'engines that would be created' }),
      stops: Type.Array(EngineWithReason, {
        description: 'engines that would be removed, once idle long enough',
      }),
      recreates: Type.Array(Type.Object(EngineNamed), {
        description: 'engines that would be replaced, one at a time, once idle',
      }),
      kept: Type.Array(EngineWithReason, { description: 'engines over the maximum that stay while in use' }),
      blocked: Nullable(
        Type.Object({ code: Type.String(), message: Type.String(), reason_data: ReasonData }),
      ),
      notes: Type.Array(Type.Object({ message: Type.String(), reason_data: ReasonData })),
    }),
  ),
})
export type SettingsPreview = Static<typeof SettingsPreview>
