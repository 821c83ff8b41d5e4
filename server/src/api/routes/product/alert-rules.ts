import { AlertRule, AlertRuleDraft, AlertRuleList } from '@acestream-orchestrator/contract/alert'
import { Type } from 'typebox'
import { DomainError } from '../../../lib/errors.ts'
import type { ApiContext } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { ruleState } from '../../present/alert.ts'
import { alertRule } from '../../read/alert-rule.ts'
import { answers, IdParams } from '../shapes.ts'

const KEY = { access: 'key' } as const

/** Who is told of which incidents, and when. The first change replaces the default rule. */
export function alertRuleRoutes(app: App, { alerts: { book, newId } }: ApiContext): void {
  const ids = () => book.notifiers().map(({ id }) => id)
  const own = () => book.rules().filter(({ origin }) => origin !== 'environment')
  const find = (id: string) => {
    const found = book.rules().find((each) => each.id === id)
    if (found === undefined) throw new DomainError('not_found', { code: 'rule_not_found', id })
    if (found.origin === 'environment')
      throw new DomainError('conflict', { code: 'set_by_environment', variables: ['ALERT_*'] })
  }

  app.get(
    '/alert-rules',
    { config: KEY, schema: { summary: 'Who is told of which incidents', response: answers(AlertRuleList) } },
    async () => ({ revision: book.revision(), rules: book.rules().map(ruleState) }),
  )

  app.post(
    '/alert-rules',
    {
      config: KEY,
      schema: { summary: 'Adds a rule', refusals: [409], body: AlertRuleDraft, response: { 201: AlertRule } },
    },
    async ({ body: { revision, ...draft } }, reply) => {
      const rule = alertRule(newId(), draft, ids())
      await book.setRules([...own(), rule], revision)
      return reply.code(201).send(ruleState(rule))
    },
  )

  app.put(
    '/alert-rules/:id',
    {
      config: KEY,
      schema: {
        summary: 'Changes a rule',
        refusals: [409],
        params: IdParams,
        body: AlertRuleDraft,
        response: answers(AlertRule),
      },
    },
    async ({ params: { id }, body: { revision, ...draft } }) => {
      find(id)
      const rule = alertRule(id, draft, ids())
      await book.setRules(
        own().map((each) => (each.id === id ? rule : each)),
        revision,
      )
      return ruleState(rule)
    },
  )

  app.delete(
    '/alert-rules/:id',
    {
      config: KEY,
      schema: {
        summary: 'Removes a rule',
        refusals: [409],
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async ({ params: { id } }, reply) => {
      find(id)
      await book.setRules(own().filter((each) => each.id !== id))
      return reply.code(204).send(null)
    },
  )
}
