import { AlertRule, AlertRuleDraft, AlertRuleList } from '@acestream-orchestrator/contract/alert'
import { Type } from 'typebox'
import type { AlertBook } from '../../../alerts/book/book.ts'
import type { AlertRule as Rule } from '../../../alerts/rules/rule.ts'
import { DomainError } from '../../../lib/errors.ts'
import type { ApiContext } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { ruleState } from '../../present/alert.ts'
import { alertRule } from '../../read/alert-rule.ts'
import { answers, IdParams } from '../shapes.ts'

const KEY = { access: 'key' } as const

const LIST = { summary: 'Who is told of which incidents', response: answers(AlertRuleList) }
const ADD = { summary: 'Adds a rule', refusals: [409], body: AlertRuleDraft, response: { 201: AlertRule } }
const CHANGE = {
  summary: 'Changes a rule',
  refusals: [409],
  params: IdParams,
  body: AlertRuleDraft,
  response: answers(AlertRule),
}
const REMOVE = {
  summary: 'Removes a rule',
  refusals: [409],
  params: IdParams,
  response: { 204: Type.Null() },
}

/** Who is told of which incidents, and when. The first change replaces the default rule. */
export function alertRuleRoutes(app: App, { alerts: { book, newId } }: ApiContext): void {
  const read = (id: string, draft: AlertRuleDraft) =>
    alertRule(
      id,
      draft,
      book.notifiers().map((each) => each.id),
    )

  app.get('/alert-rules', { config: KEY, schema: LIST }, async () => ({
    revision: book.revision(),
    rules: book.rules().map(ruleState),
  }))

  app.post('/alert-rules', { config: KEY, schema: ADD }, async ({ body: { revision, ...draft } }, reply) => {
    const rule = read(newId(), draft)
    await book.setRules([...ownRules(book), rule], revision)
    return reply.code(201).send(ruleState(rule))
  })

  app.put('/alert-rules/:id', { config: KEY, schema: CHANGE }, async ({ params: { id }, body }) => {
    const { revision, ...draft } = body
    refuseUnlessOwn(book, id)
    const rule = read(id, draft)
    const rules = ownRules(book).map((each) => (each.id === id ? rule : each))
    await book.setRules(rules, revision)
    return ruleState(rule)
  })

  app.delete('/alert-rules/:id', { config: KEY, schema: REMOVE }, async ({ params: { id } }, reply) => {
    refuseUnlessOwn(book, id)
    await book.setRules(ownRules(book).filter((each) => each.id !== id))
    return reply.code(204).send(null)
  })
}

/** Those that the panel may change. */
function ownRules(book: AlertBook): readonly Rule[] {
  return book.rules().filter(({ origin }) => origin !== 'environment')
}

function refuseUnlessOwn(book: AlertBook, id: string): void {
  const found = book.rules().find((each) => each.id === id)
  if (found === undefined) throw new DomainError('not_found', { code: 'rule_not_found', id })
  if (found.origin === 'environment')
    throw new DomainError('conflict', { code: 'set_by_environment', variables: ['ALERT_*'] })
}
