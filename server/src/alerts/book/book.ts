import type { NotifierReasons } from '@acestream-orchestrator/contract/reasons/notifier'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { createEmitter, type Emitter } from '../../lib/emitter.ts'
import { DomainError } from '../../lib/errors.ts'
import type { StoredDocument } from '../../lib/stored-document.ts'
import type { NotifierConfig, NotifierFields, NotifierKind, NotifierKinds } from '../notifier.ts'
import { type AlertRule, DEFAULT_RULE } from '../rules/rule.ts'
import { fieldFaults } from './field-faults.ts'

/** What is kept without secrets. */
export interface AlertsDocument {
  readonly notifiers: readonly StoredNotifier[]
  /** Null: nobody has set any, and the default one is in force. */
  readonly rules: readonly AlertRule[] | null
}

export type StoredNotifier = Omit<NotifierConfig, 'origin' | 'variables'>

/** Secret fields by notifier. */
export type SecretsDocument = Readonly<Record<string, NotifierFields>>

/** A notifier as somebody wants it. A field that is not there stays as it is; null empties it. */
export interface NotifierDraft {
  readonly name?: string | undefined
  readonly enabled?: boolean | undefined
  readonly language?: NotifierConfig['language'] | undefined
  readonly fields?: Readonly<Record<string, string | null>> | undefined
}

export interface BookOptions {
  readonly kinds: NotifierKinds
  readonly alerts: StoredDocument<AlertsDocument>
  readonly secrets: StoredDocument<SecretsDocument>
  /** What the environment sets. */
  readonly environment: { readonly notifiers: readonly NotifierConfig[]; readonly rule: AlertRule | null }
  readonly newId: () => string
}

/** The notifiers and rules in force: those of the environment, which only it changes, and those of the panel. */
export interface AlertBook {
  readonly changes: Emitter<string | null>
  /** Counts the changes, so that two pages don't overwrite each other's. */
  revision(): number
  notifiers(): readonly NotifierConfig[]
  notifier(id: string): NotifierConfig
  rules(): readonly AlertRule[]
  addNotifier(kind: NotifierConfig['kind'], draft: NotifierDraft, revision?: number): Promise<NotifierConfig>
  changeNotifier(id: string, draft: NotifierDraft, revision?: number): Promise<NotifierConfig>
  removeNotifier(id: string, revision?: number): Promise<void>
  /** Replaces those of the panel. */
  setRules(rules: readonly AlertRule[], revision?: number): Promise<void>
  /** Why what is kept can't be used or changed. */
  fault(): Reason | null
}

const MOST_NOTIFIERS = 20
const MOST_RULES = 20

export function createAlertBook(options: BookOptions): AlertBook {
  const { kinds, alerts, secrets, environment, newId } = options
  const changes = createEmitter<string | null>()
  const kept = (): AlertsDocument => alerts.current().data ?? { notifiers: [], rules: null }
  const secretsOf = (id: string): NotifierFields => secrets.current().data?.[id] ?? {}
  let list = read()

  function read(): readonly NotifierConfig[] {
    const own = kept().notifiers.map(
      (each): NotifierConfig => ({
        ...each,
        fields: { ...each.fields, ...secretsOf(each.id) },
        origin: 'panel',
        variables: [],
      }),
    )
    return [...environment.notifiers, ...own]
  }

  function find(id: string): NotifierConfig {
    const found = list.find((each) => each.id === id)
    if (found === undefined) throw new DomainError('not_found', { code: 'notifier_not_found', id })
    return found
  }

  function own(id: string): NotifierConfig {
    const found = find(id)
    if (found.origin === 'environment') throw fromEnvironment(found.variables)
    return found
  }

  async function writeAlerts(next: AlertsDocument, revision: number | undefined): Promise<void> {
    written(await alerts.write(next, revision ?? alerts.current().revision))
  }

  /** Before what refers to it: a secret of nobody does no harm. */
  async function writeSecrets(id: string, fields: NotifierFields | null): Promise<void> {
    const { revision, data } = secrets.current()
    const { [id]: _, ...others } = data ?? {}
    written(await secrets.write(fields === null ? others : { ...others, [id]: fields }, revision))
  }

  async function put(config: NotifierConfig, revision: number | undefined): Promise<NotifierConfig> {
    const kind = await kinds.get(config.kind)
    refuseFaults(kind, config)
    refuseStale(revision)
    const { origin: _, variables: __, fields, ...rest } = config
    const [open, secret] = splitSecrets(kind, fields)
    await writeSecrets(config.id, secret)
    const others = kept().notifiers.filter(({ id }) => id !== config.id)
    const at = kept().notifiers.findIndex(({ id }) => id === config.id)
    const stored: StoredNotifier = { ...rest, fields: open }
    const notifiers = at < 0 ? [...others, stored] : others.toSpliced(at, 0, stored)
    await writeAlerts({ ...kept(), notifiers }, revision)
    list = read()
    changes.emit(config.id)
    return find(config.id)
  }

  function refuseStale(revision: number | undefined): void {
    if (revision !== undefined && revision !== alerts.current().revision)
      throw new DomainError('conflict', { code: 'alerts_changed_meanwhile' })
  }

  return {
    changes,
    revision: () => alerts.current().revision,
    notifiers: () => list,
    notifier: find,
    rules: () => {
      const own = kept().rules ?? (environment.rule === null ? [DEFAULT_RULE] : [])
      return environment.rule === null ? own : [environment.rule, ...own]
    },
    addNotifier: (kind, draft, revision) => {
      if (list.length >= MOST_NOTIFIERS)
        throw new DomainError('conflict', { code: 'too_many_notifiers', most: MOST_NOTIFIERS })
      const made: NotifierConfig = {
        id: newId(),
        kind,
        name: kind,
        enabled: true,
        language: 'en',
        fields: {},
        origin: 'panel',
        variables: [],
      }
      return put(drafted(made, draft), revision)
    },
    changeNotifier: async (id, draft, revision) => put(drafted(own(id), draft), revision),
    removeNotifier: async (id, revision) => {
      own(id)
      refuseStale(revision)
      await writeAlerts({ ...kept(), notifiers: kept().notifiers.filter((each) => each.id !== id) }, revision)
      list = read()
      changes.emit(null)
      await writeSecrets(id, null)
    },
    setRules: async (rules, revision) => {
      if (rules.length > MOST_RULES)
        throw new DomainError('conflict', { code: 'too_many_rules', most: MOST_RULES })
      await writeAlerts({ ...kept(), rules }, revision)
      changes.emit(null)
    },
    fault: () => alerts.fault() ?? secrets.fault(),
  }
}

function drafted(
  before: NotifierConfig,
  { name, enabled, language, fields = {} }: NotifierDraft,
): NotifierConfig {
  const all = { ...before.fields, ...fields }
  const filled = Object.entries(all).filter(
    (entry): entry is [string, string] => (entry[1] ?? '').trim() !== '',
  )
  return {
    ...before,
    name: name?.trim() || before.name,
    enabled: enabled ?? before.enabled,
    language: language ?? before.language,
    fields: Object.fromEntries(filled.map(([field, value]) => [field, value.trim()])),
  }
}

function splitSecrets(
  kind: NotifierKind,
  fields: NotifierFields,
): [open: NotifierFields, secret: NotifierFields] {
  const isSecret = new Set(kind.fields.filter(({ secret }) => secret).map(({ name }) => name))
  const entries = Object.entries(fields)
  return [
    Object.fromEntries(entries.filter(([name]) => !isSecret.has(name))),
    Object.fromEntries(entries.filter(([name]) => isSecret.has(name))),
  ]
}

/** All at once, each with its field. */
function refuseFaults(kind: NotifierKind, { fields }: NotifierConfig): void {
  const faults = fieldFaults(kind, fields)
  const [first] = faults
  if (first === undefined) return
  const reasons = faults.map(({ field, reason }): Reason => ({ code: 'field_invalid', field, reason }))
  const all: Reason = reasons.length === 1 && reasons[0] ? reasons[0] : { code: 'all', reasons }
  throw new DomainError('validation', all, {
    fields: faults.map(({ field, reason }) => ({ loc: ['body', 'fields', field], reason })),
  })
}

function fromEnvironment(variables: readonly string[]): DomainError {
  const reason: { code: 'set_by_environment' } & NotifierReasons['set_by_environment'] = {
    code: 'set_by_environment',
    variables,
  }
  return new DomainError('conflict', reason)
}

function written(write: Awaited<ReturnType<StoredDocument<unknown>['write']>>): void {
  if (write.kind === 'conflict') throw new DomainError('conflict', { code: 'alerts_changed_meanwhile' })
  if (write.kind === 'refused') throw new DomainError('store_unavailable', write.reason)
}
